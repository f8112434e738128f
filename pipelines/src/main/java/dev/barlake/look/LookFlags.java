package dev.barlake.look;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import software.amazon.awssdk.regions.Region;

/** The flags of one command that looks at a lake: {@code --name=value} each. */
final class LookFlags {
  private final Map<String, String> values;
  private final Map<String, String> environment;

  private LookFlags(Map<String, String> values, Map<String, String> environment) {
    this.values = values;
    this.environment = environment;
  }

  /** All that is wrong with the flags, one sentence a line. */
  static final class BadFlags extends RuntimeException {
    BadFlags(List<String> mistakes) {
      super(String.join("\n", mistakes));
    }
  }

  /**
   * Reads them.
   *
   * @param known names without {@code --}
   * @throws BadFlags if one is unknown, twice there or without a value, or if there is no lake
   */
  static LookFlags read(Set<String> known, Map<String, String> environment, String... args) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> mistakes = new ArrayList<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      String name = parts[0].replaceFirst("^--", "");
      if (!arg.startsWith("--")) {
        mistakes.add(arg + ": flags are written --name=value");
      } else if (!known.contains(name)) {
        mistakes.add(
            "%s: there is no flag named '%s'; there are %s"
                .formatted(parts[0], name, String.join(", ", new TreeSet<>(known))));
      } else if (parts.length == 1 || parts[1].isBlank()) {
        mistakes.add("%s: has no value: write %s=<value>".formatted(parts[0], parts[0]));
      } else if (values.put(name, parts[1]) != null) {
        mistakes.add(parts[0] + ": given more than once");
      }
    }
    String bucket = environment.getOrDefault("AGGREGATES_BUCKET", "");
    if (!bucket.isBlank()) {
      values.putIfAbsent("lake", "s3://" + bucket);
    }
    if (!values.containsKey("lake") && mistakes.isEmpty()) {
      mistakes.add("--lake=<s3://bucket/prefix or directory> is missing");
    }
    if (!mistakes.isEmpty()) {
      throw new BadFlags(mistakes);
    }
    return new LookFlags(values, environment);
  }

  String lake() {
    return values.get("lake");
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The tickers of {@code --tickers=A,B}; empty for all. */
  Set<String> tickers() {
    return text("tickers").map(list -> Set.of(list.split(",", -1))).orElse(Set.of());
  }

  /** What a command for the same lake needs to find it. */
  String sameLake() {
    StringBuilder flags = new StringBuilder("--lake=" + lake());
    for (String name : List.of("awsRegion", "endpoint")) {
      text(name).ifPresent(value -> flags.append(" --").append(name).append('=').append(value));
    }
    return flags.toString();
  }

  /** Beam's options, for S3 only: to make them takes half a second of CPU. */
  Supplier<PipelineOptions> s3() {
    return () -> {
      S3Options options = PipelineOptionsFactory.create().as(S3Options.class);
      text("awsRegion")
          .or(() -> Optional.ofNullable(environment.get("AWS_REGION_NAME")))
          .filter(region -> text("awsRegion").isPresent() || !environment.containsKey("AWS_REGION"))
          .ifPresent(region -> options.setAwsRegion(Region.of(region)));
      text("endpoint").map(URI::create).ifPresent(options::setEndpoint);
      return options;
    };
  }
}
