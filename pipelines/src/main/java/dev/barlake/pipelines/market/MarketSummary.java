package dev.barlake.pipelines.market;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.barlake.market.MarketReceipt;
import dev.barlake.pipelines.cli.Paint;
import dev.barlake.pipelines.cli.Summary;
import java.util.List;
import java.util.Map;

/**
 * How a run of {@code market} ended.
 *
 * @param startedAt UTC, ISO-8601
 * @param status the exit code's name in lower case
 * @param error the first that went wrong, for people; absent if nothing did
 * @param window {@code 1minute} or {@code 1day}
 * @param planned dates, how many of them are to be read, and bytes to read if they are known
 * @param counts dates by outcome; bars written; bars added, changed and vanished by replaced dates;
 *     rows that were rejected, repeated or contradicted
 * @param differences the first few bars that changed
 * @param impossible bars that cannot be, by kind
 * @param firstImpossible the first few of them
 * @param thin dates that have far fewer tickers than those around them, also when asked again
 * @param failures the first few; all receipts are in {@code receipts}
 * @param pending dates that are not published yet
 * @param watermark before which every trading date is there, by {@code adjusted}
 * @param receipts where in the lake they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record MarketSummary(
    String runId,
    String startedAt,
    String command,
    String status,
    int exitCode,
    String error,
    String lake,
    String source,
    String window,
    Map<String, Long> planned,
    Map<String, Long> counts,
    List<String> differences,
    Map<String, Long> impossible,
    List<String> firstImpossible,
    List<String> thin,
    List<MarketReceipt> failures,
    List<String> pending,
    Map<String, String> watermark,
    Map<String, Long> api,
    String receipts,
    double seconds)
    implements Summary {
  @Override
  public List<String> lastWords(Paint paint) {
    return MarketWords.of(this, paint);
  }
}
