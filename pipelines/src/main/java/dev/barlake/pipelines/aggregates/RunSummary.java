package dev.barlake.pipelines.aggregates;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.barlake.aggregates.Receipt;
import dev.barlake.pipelines.cli.Paint;
import dev.barlake.pipelines.cli.Summary;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * How a run ended: the last line on standard output, and the manifest in the lake.
 *
 * @param startedAt when the run began, ISO-8601, UTC
 * @param status the exit code's name in lower case
 * @param error what ended the run early; absent otherwise
 * @param planned series, partitions and requests
 * @param counts see {@link Tally#counts}, and {@code upserted} if there is a table for bars
 * @param impossible how many bars of each kind cannot be; they are stored as sent; absent if none
 * @param firstImpossible the first few of them; all kinds are in the receipts
 * @param api the budget of a minute and, unless a cluster did the work, requests and retries
 * @param failures the first few; all are in {@code _failed/}
 * @param failedTickers whose watermark was held
 * @param tickersWithoutBars that had no bar in all that was asked for
 * @param planBegins first date that the API's plan has, if tickers without a watermark start there
 *     instead of at {@code --from}; absent otherwise
 * @param attempt how many attempts of this run id ended, this one included; absent, as what
 *     follows, if nothing was asked for
 * @param manifest the path of this line in the lake
 * @param receipts the directory of the receipts in the lake
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunSummary(
    String runId,
    String startedAt,
    String command,
    String status,
    int exitCode,
    String error,
    String lake,
    String window,
    Map<String, Long> planned,
    Map<String, Long> counts,
    Map<String, Long> impossible,
    List<String> firstImpossible,
    Map<String, Long> api,
    List<Receipt.Failed> failures,
    Collection<String> failedTickers,
    Collection<String> tickersWithoutBars,
    @JsonSerialize(using = ToStringSerializer.class) LocalDate planBegins,
    Integer attempt,
    String manifest,
    String receipts,
    double seconds)
    implements Summary {
  @Override
  public List<String> lastWords(Paint paint) {
    return RunWords.of(this, paint);
  }
}
