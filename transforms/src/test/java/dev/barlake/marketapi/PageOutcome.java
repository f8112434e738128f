package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.model.Bars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** All that a page says, or why it is refused. */
record PageOutcome(Bars bars, List<MalformedBar> malformed, List<Object> others, String refusal) {
  private interface Reading {
    AggregatesPage read() throws IOException;
  }

  /** Asserts that a page means the same whether or not plain bars are read apart. */
  static void assertSame(byte[] page) {
    for (boolean volumes : new boolean[] {true, false}) {
      assertThat(of(() -> AggregatesPage.read(() -> body(page), page.length, 77, volumes)))
          .isEqualTo(
              of(() -> AggregatesPage.readByParser(() -> body(page), page.length, 77, volumes)));
    }
  }

  private static RecentBytes body(byte[] page) {
    return new RecentBytes(new ByteArrayInputStream(page), 8 << 20);
  }

  private static PageOutcome of(Reading reading) {
    try {
      AggregatesPage page = reading.read();
      return new PageOutcome(page.bars(), page.malformed(), others(page), "");
    } catch (IOException | RuntimeException refusal) {
      return new PageOutcome(Bars.NONE, List.of(), List.of(), refusal.toString());
    }
  }

  private static List<Object> others(AggregatesPage page) {
    return Arrays.asList(
        page.ticker(),
        page.adjusted(),
        page.status(),
        page.resultsCount(),
        page.nextUrl(),
        page.results(),
        page.lastStart(),
        page.ascending(),
        page.repeated());
  }
}
