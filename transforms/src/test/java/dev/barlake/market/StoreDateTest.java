package dev.barlake.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that meet on one date. */
class StoreDateTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 8);
  private static final MarketTree TREE = new MarketTree("1minute", false);
  private static final String EARLY = "2026-01-09T16:00:00Z";
  private static final String LATE = "2026-01-10T16:00:00Z";

  @TempDir private Path directory;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(directory.toString(), PipelineOptionsFactory.as(PipelineOptions.class));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  /** A file of one bar. */
  private static DateFile file(String key, String eTag, String modified, double close)
      throws IOException {
    SourceRecord source =
        new SourceRecord(
            DATE.toString(),
            key,
            eTag,
            9,
            modified,
            LATE,
            eTag,
            null,
            1,
            1,
            0,
            0,
            0,
            null,
            null,
            null);
    try (MarketFileWriter writer = new MarketFileWriter(DATE, 1)) {
      BarRow row = new BarRow();
      row.ticker = new byte[] {'A'};
      row.close = close;
      SortedRows rows = new SortedRows(writer);
      rows.add(row);
      rows.end();
      return new DateFile(writer.end(Map.of(SourceRecord.KEY, source.toJson())), source);
    }
  }

  private MarketReceipt store(DateFile file, boolean isNew) {
    return new StoreDate(lake, TREE, new MarketDate(DATE, isNew, true, false), file).run();
  }

  private String stored() throws IOException {
    try (MarketFile file = new MarketFile(lake.read(TREE.path(DATE)).orElseThrow())) {
      return file.source().orElseThrow().eTag();
    }
  }

  @Test
  void anEditionThatIsOlderThanWhatAnotherRunStoredIsLeft() throws IOException {
    store(file("k.csv.gz", "new", LATE, 2), true);

    MarketReceipt receipt = store(file("k.csv.gz", "old", EARLY, 1), false);

    assertThat(receipt.outcome()).isEqualTo("same");
    assertThat(receipt.source().eTag()).as("the record is of the file").isEqualTo("new");
    assertThat(stored()).isEqualTo("new");
  }

  @Test
  void aLaterEditionReplacesAnOlderOne() throws IOException {
    store(file("k.csv.gz", "old", EARLY, 1), true);

    MarketReceipt receipt = store(file("k.csv.gz", "new", LATE, 2), false);

    assertThat(receipt.outcome()).isEqualTo("replaced");
    assertThat(receipt.difference().changed()).isEqualTo(1);
    assertThat(stored()).isEqualTo("new");
  }

  @Test
  void ofTwoSourcesAtOneTimeTheFirstStands() throws IOException {
    store(file("/v2/grouped", "answer", null, 1), true);

    assertThat(store(file("k.csv.gz", "flat", LATE, 1), true).outcome()).isEqualTo("same");
    assertThat(stored()).isEqualTo("answer");
    assertThat(store(file("k.csv.gz", "flat", LATE, 1), false).outcome()).isEqualTo("replaced");
  }
}
