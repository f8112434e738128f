package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A plan of whatever size is a sequence of pipelines of bounded size. */
class SliceTest {
  @Property
  void everySeriesIsWholeInOneBoundedSlice(
      @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 40) Integer> months,
      @ForAll @IntRange(min = 1, max = 50) int atMost) {
    List<AggregatesRequest> requests = new ArrayList<>();
    for (int i = 0; i < months.size(); i++) {
      requests.add(request("T" + i, months.get(i)));
    }
    List<Slice> slices = Slice.of(requests, atMost);
    assertThat(slices.stream().flatMap(slice -> slice.requests().stream()))
        .containsExactlyElementsOf(requests);
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      assertThat(slice.number()).isEqualTo(i);
      assertThat(slice.requests()).isNotEmpty();
      assertThat(
              slice.requests().size() == 1
                  || slice.requests().stream().mapToLong(AggregatesRequest::partitions).sum()
                      <= atMost)
          .isTrue();
    }
  }

  @Test
  void aSliceIsFilledBeforeTheNextBegins() {
    List<AggregatesRequest> requests = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      requests.add(request("T" + i, 12));
    }
    assertThat(Slice.of(requests, 48))
        .extracting(slice -> slice.requests().size())
        .containsExactly(4, 4, 2);
  }

  @Test
  void nothingToDoIsNoSlice() {
    assertThat(Slice.of(List.of(), Slice.PARTITIONS)).isEmpty();
  }

  private static AggregatesRequest request(String ticker, int months) {
    BarSeries series = new BarSeries(ticker, 1, Timespan.HOUR, false);
    long from = series.periodRange(600).from();
    return AggregatesRequest.of(
        series, new TimeRange(from, series.periodRange(600 + months - 1).to()), "none");
  }
}
