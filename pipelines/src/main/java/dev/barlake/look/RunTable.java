package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The report's last runs. Writes {@code runs}, the newest first: id, startedAt, of, outcome,
 * exitCode, files, bars, changed, failed, requests, seconds.
 */
final class RunTable {
  private static final int RUNS = 20;

  private RunTable() {}

  static ReportPart part(List<Run> runs) {
    return new ReportPart("runs", "Runs", data -> write(runs, data));
  }

  private static void write(List<Run> runs, ObjectNode data) {
    ArrayNode rows = data.putArray("runs");
    for (Run run : runs.stream().limit(RUNS).toList()) {
      ObjectNode row = rows.addObject().put("id", run.id());
      row.put("startedAt", Status.time(run.startedAt())).put("of", run.of());
      row.put("outcome", run.outcome());
      for (String count : List.of("files", "bars", "changed", "failed")) {
        row.put(count, run.ended() ? run.count(count) : null);
      }
      row.put("exitCode", run.ended() ? run.exitCode() : null);
      row.set("requests", run.summary().path("api").get("requests"));
      row.set("seconds", run.summary().get("seconds"));
    }
  }
}
