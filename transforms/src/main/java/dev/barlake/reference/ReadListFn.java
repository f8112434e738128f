package dev.barlake.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.reference.Finding.Kind;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Walks a list to its end and gives its rows page by page. Where the walk breaks, or a row does not
 * fit, a finding says so: the launcher then throws all of it away.
 */
final class ReadListFn extends DoFn<ReferenceList, ReferenceRow> {
  static final TupleTag<ReferenceRow> ROWS = new TupleTag<>() {};
  static final TupleTag<Finding> FINDINGS = new TupleTag<>() {};

  /** How many rows that do not fit are told of each list. */
  private static final int TOLD = 5;

  private final MarketApiConfig config;

  ReadListFn(MarketApiConfig config) {
    this.config = config;
  }

  @ProcessElement
  public void process(@Element ReferenceList list, MultiOutputReceiver out) {
    MarketApi api = MarketApi.shared(config, list.key().find());
    Walk walk = new Walk(list, out);
    try {
      api.list(list.path(), list.query(), walk::read, walk::give);
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
    private final OutputReceiver<ReferenceRow> rows;
    private final OutputReceiver<Finding> findings;
    private long read;
    private int violations;

    Walk(ReferenceList list, MultiOutputReceiver out) {
      this.list = list;
      this.rows = out.get(ROWS);
      this.findings = out.get(FINDINGS);
    }

    /** A page is read again where it breaks, so nothing may be told before it is whole. */
    Reading read(JsonNode json) {
      try {
        return new Reading(Optional.of(list.table().read(json, list)), "");
      } catch (RowViolation e) {
        return new Reading(
            Optional.empty(), e.getMessage() + ": " + RowViolation.shortened(json.toString()));
      }
    }

    void give(List<Reading> page) {
      read += page.size();
      LiveCounters.read(list.table(), page.size());
      for (Reading reading : page) {
        reading.row().ifPresent(rows::output);
        if (reading.row().isEmpty() && violations++ < TOLD) {
          findings.output(finding(Kind.VIOLATION, violations, 1, reading.fault()));
        }
      }
    }

    void finish() {
      if (violations > TOLD) {
        findings.output(
            finding(Kind.VIOLATION, TOLD + 1, violations - TOLD, "and others like these"));
      }
      findings.output(finding(Kind.READ, 0, read, ""));
    }

    void fail(ApiException e) {
      Kind kind =
          switch (e.category()) {
            case TRANSIENT -> Kind.FAILED_TRANSIENT;
            case PERMANENT -> Kind.FAILED_PERMANENT;
            case FATAL -> Kind.FAILED_FATAL;
          };
      findings.output(finding(kind, 0, read, e.getMessage()));
    }

    private Finding finding(Kind kind, int number, long count, String message) {
      return new Finding(list.table().tableName(), list.name(), kind, number, count, message);
    }
  }

  private record Reading(Optional<ReferenceRow> row, String fault) {}
}
