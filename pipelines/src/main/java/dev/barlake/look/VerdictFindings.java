package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import dev.barlake.verify.VerdictRow;
import java.util.List;

/**
 * The report's findings, the worst first. Writes {@code findings}: count (of all that there are),
 * list, each with verdict, test, text, window, tickers (the first few), tickerCount, from, to,
 * count, heal, and rows: ticker, adjusted, date, text, and the place in days or -1. Days are as
 * {@link VerdictDay} writes them.
 */
final class VerdictFindings {
  private static final int SHOWN = 100;
  private static final int NAMED = 8;

  private VerdictFindings() {}

  static ReportPart part(Lake lake, VerdictContents verdicts, String sameLake) {
    return new ReportPart("findings", "Findings", data -> write(lake, verdicts, sameLake, data));
  }

  private static void write(Lake lake, VerdictContents verdicts, String sameLake, ObjectNode data) {
    ObjectNode json = data.putObject("findings").put("count", verdicts.findingCount());
    List<VerdictFinding> shown = verdicts.findings().stream().limit(SHOWN).toList();
    ArrayNode list = json.putArray("list");
    shown.forEach(finding -> write(finding, sameLake, list.addObject()));
    VerdictDay days = new VerdictDay(lake, json.putArray("days"));
    // The worst of each finding first, so that each has one before any has two.
    int most = shown.stream().mapToInt(finding -> finding.rows().size()).max().orElse(0);
    for (int row = 0; row < most; row++) {
      for (int i = 0; i < shown.size(); i++) {
        if (row < shown.get(i).rows().size()) {
          int day = days.add(shown.get(i).window(), shown.get(i).rows().get(row));
          ((ArrayNode) list.get(i).get("rows").get(row)).add(day);
        }
      }
    }
  }

  private static void write(VerdictFinding finding, String sameLake, ObjectNode json) {
    VerdictRow worst = finding.worst();
    json.put("verdict", VerifyStatus.words(worst.verdict())).put("test", worst.check().word());
    json.put("window", finding.window()).put("text", worst.text());
    ArrayNode tickers = json.putArray("tickers");
    finding.tickers().stream().limit(NAMED).forEach(tickers::add);
    json.put("tickerCount", finding.tickers().size()).put("count", finding.count());
    json.put("from", finding.from().toString()).put("to", finding.to().toString());
    json.put("heal", finding.heal(sameLake));
    ArrayNode rows = json.putArray("rows");
    for (VerdictRow row : finding.rows()) {
      rows.addArray()
          .add(row.ticker())
          .add(row.adjusted())
          .add(row.date().toString())
          .add(row.equals(worst) ? "" : row.text());
    }
  }
}
