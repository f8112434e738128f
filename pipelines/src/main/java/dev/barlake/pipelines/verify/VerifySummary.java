package dev.barlake.pipelines.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.barlake.pipelines.cli.Paint;
import dev.barlake.pipelines.cli.Summary;
import java.util.List;
import java.util.Map;

/**
 * How a run of {@code verify} ended.
 *
 * @param startedAt by this run's clock; the newest receipt is that of the last run
 * @param status the exit code's name in lower case
 * @param error the worst that was found, for people; absent if nothing was
 * @param planned series, and the storage periods of them
 * @param counts verdicts by kind, of all that was looked at; {@code made} are new, the others stand
 *     as they were
 * @param tests which test decided what is suspect or missing
 * @param findings how many there are; silences that tickers share are one
 * @param worst the first few of them
 * @param healed of a run that heals: series and dates asked about, healed, silent and left, bars
 *     that were added and changed, requests
 * @param healedFirst the first few series and dates that were healed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record VerifySummary(
    String runId,
    String command,
    String startedAt,
    String status,
    int exitCode,
    String error,
    String lake,
    Map<String, Long> planned,
    Map<String, Long> counts,
    Map<String, Long> tests,
    int findings,
    List<Worst> worst,
    Map<String, Long> healed,
    List<String> healedFirst,
    String receipt,
    double seconds)
    implements Summary {

  @Override
  public List<String> lastWords(Paint paint) {
    return VerifyWords.of(this, paint);
  }

  /** One finding, as in the lake's verdicts. */
  record Worst(
      String ticker,
      String window,
      boolean adjusted,
      String date,
      String verdict,
      String test,
      String finding) {}
}
