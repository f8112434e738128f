package dev.barlake.pipelines.reference;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Paint;
import dev.barlake.pipelines.cli.Summary;
import dev.barlake.reference.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a refresh ended.
 *
 * @param status the exit code's name in lower case
 * @param error why the tables were left as they were; absent if they were replaced
 * @param database server, database and user
 * @param tables what changed in each
 * @param warnings what does not fit, with the first examples of each list; absent if all fits
 * @param news what happened in the market since the last refresh
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReferenceSummary(
    String runId,
    String command,
    String status,
    int exitCode,
    String error,
    String database,
    Map<String, Verdict.TableChange> tables,
    List<String> warnings,
    Map<String, Verdict.News> news,
    Map<String, Long> api,
    double seconds)
    implements Summary {
  @Override
  public List<String> lastWords(Paint paint) {
    return ReferenceWords.of(this, paint);
  }

  static ReferenceSummary of(
      ExitCode code,
      ReferenceSettings settings,
      Verdict verdict,
      Map<String, Long> api,
      double seconds) {
    List<String> faults = verdict == null ? List.of() : verdict.faults();
    List<String> warnings =
        verdict == null
            ? List.of()
            : verdict.warnings().values().stream().flatMap(List::stream).toList();
    return new ReferenceSummary(
        settings.runId(),
        "reference",
        code.name().toLowerCase(Locale.ROOT),
        code.code(),
        faults.isEmpty() ? null : "Cannot replace the tables: " + String.join("; ", faults),
        settings.database().toString(),
        verdict == null ? null : verdict.changes(),
        warnings.isEmpty() ? null : warnings,
        verdict == null ? null : verdict.news(),
        api,
        seconds);
  }
}
