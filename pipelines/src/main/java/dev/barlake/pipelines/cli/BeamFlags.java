package dev.barlake.pipelines.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** The flags of a job as Beam's own factory reads them: ours, Beam's and those of its runners. */
record BeamFlags<O extends JobOptions>(Class<O> type) {
  /** Why the arguments of one flag cannot be read, or null. */
  String fault(List<String> arguments) {
    try {
      parse(arguments);
      return null;
    } catch (IllegalArgumentException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      String fault =
          message
              .lines()
              .findFirst()
              .orElse("not understood")
              .replaceFirst(
                  "Empty argument value is only allowed for .*: (\\w+)", "has no value: $1 needed")
              .replaceFirst("expected one element but was: .*", "given more than once");
      return String.join(" ", arguments) + ": " + fault;
    }
  }

  /** All options of a command line without mistakes. */
  O read(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--runner="))) {
      // Beam itself would take the direct runner, which is on the path too and made for tests.
      all.add("--runner=FlinkRunner");
    }
    return parse(all);
  }

  private O parse(List<String> arguments) {
    PipelineOptionsFactory.register(type);
    PipelineOptionsFactory.register(S3Options.class);
    return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).as(type);
  }
}
