package dev.barlake.look;

import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.CommandLine;
import dev.barlake.pipelines.cli.LakeFlag;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import software.amazon.awssdk.regions.Region;

/**
 * The flags of one command that looks at a lake.
 *
 * @param lake as its user calls it
 * @param options as they were given
 */
record LookFlags<O extends LookOptions>(String lake, O options, Map<String, String> environment) {
  /**
   * Reads them.
   *
   * @throws BadOptionsException with all mistakes
   */
  static <O extends LookOptions> LookFlags<O> read(
      Class<O> type, Map<String, String> environment, String... args) {
    CommandLine<O> line = CommandLine.of(type, args);
    List<String> mistakes = new ArrayList<>(line.mistakes());
    O options = line.own();
    String lake = LakeFlag.place(options.getLake(), environment);
    if (!line.isRefused("--lake")) {
      LakeFlag.fault(lake).ifPresent(mistakes::add);
    }
    if (!mistakes.isEmpty()) {
      throw new BadOptionsException(mistakes);
    }
    return new LookFlags<>(lake, options, environment);
  }

  /** The tickers of a list with commas; empty for all. */
  static Set<String> tickers(String list) {
    return list == null || list.isBlank() ? Set.of() : Set.of(list.split("\\s*,\\s*", -1));
  }

  /** What a command for the same lake needs to find it. */
  String sameLake() {
    StringBuilder flags = new StringBuilder("--lake=" + lake);
    Optional.ofNullable(options.getAwsRegion()).ifPresent(v -> flags.append(" --awsRegion=" + v));
    Optional.ofNullable(options.getEndpoint()).ifPresent(v -> flags.append(" --endpoint=" + v));
    return flags.toString();
  }

  /** Beam's options, for S3 only: to make them takes half a second of CPU. */
  Supplier<PipelineOptions> s3() {
    return () -> {
      S3Options s3 = PipelineOptionsFactory.create().as(S3Options.class);
      Optional.ofNullable(options.getAwsRegion())
          .or(() -> Optional.ofNullable(environment.get("AWS_REGION_NAME")))
          .filter(r -> options.getAwsRegion() != null || !environment.containsKey("AWS_REGION"))
          .ifPresent(region -> s3.setAwsRegion(Region.of(region)));
      Optional.ofNullable(options.getEndpoint()).map(URI::create).ifPresent(s3::setEndpoint);
      return s3;
    };
  }
}
