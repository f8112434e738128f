package dev.barlake.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.reference.Finding.Kind;
import dev.barlake.reference.QuarantineEntry.LeftOut;
import dev.barlake.reference.ReferenceRow.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Walks a list to its end and gives its rows page by page. Rows that do not fit go aside, and so
 * does a note of each value that could not be read. Findings say how many there were, and whether
 * the walk broke: the launcher judges by them.
 */
final class ReadListFn extends DoFn<ReferenceList, Block> {
  static final TupleTag<Block> ROWS = new TupleTag<>() {};
  static final TupleTag<Finding> FINDINGS = new TupleTag<>() {};
  static final TupleTag<QuarantineEntry> QUARANTINE = new TupleTag<>() {};

  /** How many values that could not be read are noted of each list; rows are noted all. */
  private static final int NOTED = 1000;

  private final MarketApiConfig config;

  ReadListFn(MarketApiConfig config) {
    this.config = config;
  }

  @ProcessElement
  public void process(@Element ReferenceList list, MultiOutputReceiver out) {
    MarketApi api = MarketApi.shared(config, list.key().find());
    Walk walk = new Walk(list, out);
    try {
      api.list(list.asked(), walk::read, walk::give);
      walk.finish();
    } catch (ApiException e) {
      walk.fail(e);
    } finally {
      api.release();
    }
  }

  /** One walk: what has been read so far. */
  private static final class Walk {
    private final ReferenceList list;
    private final OutputReceiver<Block> rows;
    private final OutputReceiver<Finding> findings;
    private final OutputReceiver<QuarantineEntry> quarantine;
    private long read;
    private long nulled;
    private long malformed;
    private long quarantined;
    private int noted;

    Walk(ReferenceList list, MultiOutputReceiver out) {
      this.list = list;
      this.rows = out.get(ROWS);
      this.findings = out.get(FINDINGS);
      this.quarantine = out.get(QUARANTINE);
    }

    /** A page is read again if it breaks, so nothing may go out before it is whole. */
    Reading read(JsonNode json) {
      try {
        ParsedRow parsed = list.table().read(json, list);
        boolean whole = parsed.malformed().isEmpty();
        return new Reading(
            Optional.of(parsed), parsed.malformed(), whole ? Optional.empty() : Optional.of(json));
      } catch (RowViolation e) {
        return new Reading(Optional.empty(), List.of(e), Optional.of(json));
      }
    }

    void give(List<Reading> page) {
      LiveCounters.read(list.table(), page.size());
      List<ReferenceRow> fitting = new ArrayList<>();
      page.forEach(reading -> look(reading).ifPresent(fitting::add));
      rows.output(new Block(fitting));
    }

    /** Counts a row; it is empty if it does not fit. */
    private Optional<ReferenceRow> look(Reading reading) {
      read++;
      if (reading.row().isEmpty()) {
        quarantined++;
        putAside(reading, LeftOut.ROW);
        return Optional.empty();
      }
      ParsedRow row = reading.row().get();
      nulled += row.nulled();
      if (!row.malformed().isEmpty()) {
        malformed++;
        if (noted < NOTED) {
          noted += row.malformed().size();
          putAside(reading, LeftOut.VALUE);
        }
      }
      return Optional.of(row.row());
    }

    private void putAside(Reading reading, LeftOut leftOut) {
      JsonNode json = reading.json().orElseThrow();
      for (RowViolation fault : reading.faults()) {
        quarantine.output(QuarantineEntry.of(list, read, fault, leftOut, json));
      }
    }

    void finish() {
      findings.output(finding(Kind.NULLED, nulled, ""));
      findings.output(finding(Kind.MALFORMED, malformed, ""));
      findings.output(finding(Kind.QUARANTINED, quarantined, ""));
      findings.output(finding(Kind.READ, read, ""));
    }

    void fail(ApiException e) {
      Kind kind =
          switch (e.category()) {
            case TRANSIENT -> Kind.FAILED_TRANSIENT;
            case PERMANENT -> Kind.FAILED_PERMANENT;
            case FATAL -> Kind.FAILED_FATAL;
          };
      findings.output(finding(kind, read, e.getMessage()));
    }

    private Finding finding(Kind kind, long count, String message) {
      return new Finding(list.table().tableName(), list.name(), kind, 0, count, message);
    }
  }

  /**
   * A row as it was read.
   *
   * @param row empty if it does not fit
   * @param json as it came, if there are faults
   */
  private record Reading(
      Optional<ParsedRow> row, List<RowViolation> faults, Optional<JsonNode> json) {}
}
