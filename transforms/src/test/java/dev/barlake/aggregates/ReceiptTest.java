package dev.barlake.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A receipt is one line of JSON that says the same when it is read again. */
class ReceiptTest {
  private static final BarSeries SERIES = new BarSeries("B\"C\np\u00e9", 5, Timespan.MINUTE, true);
  private static final TimeRange RANGE = new TimeRange(1_704_171_600_000L, 1_704_171_900_001L);
  private static final Receipt.Part PART = Receipt.Part.of(SERIES, 648, List.of(RANGE));

  private static final Notes NOTES =
      new Notes(
          2,
          1,
          List.of(Notes.Silence.of(RANGE, 1_704_200_000_000L, 1_704_200_000_001L)),
          Map.of("negativeVolume", 3),
          List.of("a bar"));

  static Stream<Receipt> receipts() {
    return Stream.of(
        new Receipt.Written(
            PART, "bars/a.parquet", 9, 1000, 7, 1, 2, 3, 4, "2024-06-10 1:10", NOTES, null),
        new Receipt.Written(
            PART, "bars/a.parquet", 9, 1000, 7, 1, 2, 3, 0, "none", Notes.NONE.orNull(), 3),
        new Receipt.Unknown(PART, "ABC"),
        new Receipt.Unknown(PART, null),
        new Receipt.Skipped(PART, "bars/file.parquet", "none", null),
        new Receipt.Skipped(PART, "bars/file.parquet", "none", 9),
        new Receipt.Failed(PART, "transient", 503, "id", "http://host/path", "line\nline"));
  }

  @ParameterizedTest
  @MethodSource("receipts")
  void aReceiptIsOneLineThatIsReadAsItWasWritten(Receipt receipt) throws IOException {
    assertThat(receipt.toJson()).doesNotContain("\n");
    assertThat(Receipt.parse(receipt.toJson())).isEqualTo(receipt);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Receipt.LineCoder.of().encode(receipt, bytes);
    assertThat(Receipt.LineCoder.of().decode(new ByteArrayInputStream(bytes.toByteArray())))
        .isEqualTo(receipt);
  }

  @Test
  void aPartTellsItsSeriesAndRangesToTheMillisecond() {
    assertThat(PART.series()).isEqualTo(SERIES);
    assertThat(PART.period()).isEqualTo("2024-01");
    assertThat(PART.timeRanges()).containsExactly(RANGE);
  }

  @Test
  void anEmptyRangeIsNoneAtAll() {
    assertThat(Receipt.Part.of(SERIES, 648, List.of(new TimeRange(5, 5), RANGE)).timeRanges())
        .containsExactly(RANGE);
  }

  @Test
  void aLineThatIsNoReceiptIsShown() {
    assertThatThrownBy(() -> Receipt.parse("{\"outcome\":\"lost\"}"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot read the receipt {\"outcome\":\"lost\"}");
  }
}
