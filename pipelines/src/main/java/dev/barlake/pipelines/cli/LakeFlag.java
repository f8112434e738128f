package dev.barlake.pipelines.cli;

import java.nio.file.Path;
import java.util.Optional;

/** The flag {@code --lake}, which two commands have. */
public final class LakeFlag {
  private LakeFlag() {}

  /**
   * The lake's place.
   *
   * @param given the flag's text, or null
   */
  public static String read(Flags<?> flags, String given) {
    String lake =
        Optional.ofNullable(given)
            .or(() -> flags.variable("AGGREGATES_BUCKET").map(bucket -> "s3://" + bucket))
            .orElse("");
    flags.require(
        !lake.isBlank() || flags.isRefused("--lake"),
        "--lake is missing: give s3://bucket/prefix or a directory, or set AGGREGATES_BUCKET");
    flags.require(
        !lake.contains("://") || lake.startsWith("s3://") || lake.startsWith("file://"),
        "--lake=%s: only s3:// and directories can be a lake".formatted(lake));
    flags.require(!lake.matches("s3://(/.*)?"), "--lake=%s has no bucket".formatted(lake));
    flags.require(
        lake.contains("://") || Path.of(lake).isAbsolute() || runsHere(flags),
        "--lake=%s: on a cluster a directory is given by its absolute path, which all machines share"
            .formatted(lake));
    return lake;
  }

  /** Only flags of Beam's name another place, and what is wrong in them has its own sentence. */
  private static boolean runsHere(Flags<?> flags) {
    boolean elsewhere = flags.isGiven("--runner") || flags.isGiven("--flinkMaster");
    return !elsewhere || Runners.isEmbedded(flags.beam());
  }
}
