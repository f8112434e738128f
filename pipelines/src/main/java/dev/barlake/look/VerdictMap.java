package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.verify.Verdict;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The report's map of verdicts. Writes {@code verify}: command; of the last run id, at, made (how
 * many verdicts by kind) and all (the same of the lake); and layers, one for each window and scale:
 * name, window, adjusted, dates as {@link Deltas} of epoch days, and rows of ticker and {@link
 * VerdictCells}.
 */
final class VerdictMap {
  private VerdictMap() {}

  static ReportPart part(VerdictContents verdicts, String sameLake) {
    return new ReportPart("verify", "Verdicts", data -> write(verdicts, sameLake, data));
  }

  private static void write(VerdictContents verdicts, String sameLake, ObjectNode data) {
    ObjectNode verify = data.putObject("verify").put("command", "./barlake verify " + sameLake);
    verdicts
        .last()
        .ifPresent(last -> verify.put("run", last.run()).put("at", Status.time(last.startedAt())));
    counts(verify.putObject("made"), verdicts.made());
    counts(verify.putObject("all"), verdicts.all());
    ArrayNode layers = verify.putArray("layers");
    verdicts
        .layers()
        .forEach(
            (layer, series) -> {
              ObjectNode json = layers.addObject().put("name", layer.name());
              json.put("window", layer.window()).put("adjusted", layer.adjusted());
              json.put(
                  "dates",
                  Deltas.of(
                      layer.dates().stream().map(d -> OptionalLong.of(d.toEpochDay())).toList()));
              ArrayNode rows = json.putArray("rows");
              series.forEach((ticker, cells) -> rows.addArray().add(ticker).add(cells.text()));
            });
  }

  private static void counts(ObjectNode json, Map<Verdict, Long> counts) {
    counts.forEach((verdict, count) -> json.put(VerifyStatus.words(verdict), count));
  }
}
