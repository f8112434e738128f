package dev.barlake.pipelines.cli;

import dev.barlake.look.Failures;
import dev.barlake.look.Look;
import dev.barlake.look.Report;
import dev.barlake.look.Status;
import dev.barlake.pipelines.aggregates.Aggregates;
import dev.barlake.pipelines.market.WholeMarket;
import dev.barlake.pipelines.reference.Reference;
import dev.barlake.pipelines.verify.Verify;
import java.util.List;
import java.util.stream.Stream;

/** What help and README say of each command, job or not. */
record Documented(String name, Class<?> options, Help help) {
  static List<Documented> all() {
    return Stream.concat(jobs().stream(), looks().stream()).toList();
  }

  static List<Documented> jobs() {
    return Stream.of(Aggregates.COMMAND, WholeMarket.COMMAND, Verify.COMMAND, Reference.COMMAND)
        .map(command -> new Documented(command.name(), command.options(), command.help()))
        .toList();
  }

  static List<Documented> looks() {
    Stream<Look<?>> looks = Stream.of(Status.COMMAND, Failures.COMMAND, Report.COMMAND);
    return looks.map(look -> new Documented(look.name(), look.options(), look.help())).toList();
  }
}
