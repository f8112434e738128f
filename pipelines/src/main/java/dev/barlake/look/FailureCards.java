package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import java.util.List;

/**
 * What failed, on the report. Writes {@code failures} of the newest run of each command: what,
 * messages, then, command; and {@code damaged}: a sentence for each file.
 */
final class FailureCards {
  private FailureCards() {}

  static ReportPart part(Lake lake, List<Run> runs, List<String> damaged, String sameLake) {
    return new ReportPart(
        "failures",
        "Failures",
        data -> {
          ArrayNode failures = data.putArray("failures");
          for (Run run : Runs.newest(runs)) {
            run.failures(lake).forEach(group -> write(group, sameLake, failures.addObject()));
          }
          damaged.forEach(data.putArray("damaged")::add);
        });
  }

  private static void write(FailureGroup group, String sameLake, ObjectNode card) {
    card.put("what", group.what());
    group.messages().forEach(card.putArray("messages")::add);
    card.put("then", group.then());
    group.command(sameLake).ifPresent(command -> card.put("command", command));
  }
}
