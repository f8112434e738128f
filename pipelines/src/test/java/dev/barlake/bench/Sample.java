package dev.barlake.bench;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Values of one measure, one a run, in the order of the runs. */
record Sample(@JsonValue List<Double> values) {
  static Sample of(List<Cost> costs, ToDoubleFunction<Cost> measure) {
    return new Sample(costs.stream().map(measure::applyAsDouble).toList());
  }

  double median() {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Least and greatest, as 0.52-0.61. */
  String range(int decimals) {
    String number = "%." + decimals + "f";
    return (number + "-" + number).formatted(Collections.min(values), Collections.max(values));
  }

  /** Median and range, as 0.55 (0.52-0.61). */
  String text(int decimals) {
    return ("%." + decimals + "f (%s)").formatted(median(), range(decimals));
  }

  /**
   * Ratios run by run. Runs side by side are held against each other, since the machine's load
   * comes and goes.
   */
  Sample over(Sample other) {
    return new Sample(
        IntStream.range(0, values.size())
            .mapToObj(run -> values.get(run) / other.values.get(run))
            .toList());
  }

  /** The machine's load, averaged over a minute. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
