package dev.barlake.pipelines.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The flag {@code --lake}. */
public final class LakeFlag {
  private LakeFlag() {}

  /** The text of the flag, or the environment's bucket; empty if neither is given. */
  public static String place(String given, Map<String, String> environment) {
    String bucket = environment.getOrDefault("AGGREGATES_BUCKET", "");
    return given != null ? given : bucket.isBlank() ? "" : "s3://" + bucket;
  }

  /** Why a place can be no lake; empty if it can. */
  public static Optional<String> fault(String lake) {
    if (lake.isBlank()) {
      return Optional.of(
          "--lake is missing: give s3://bucket/prefix or a directory, or set AGGREGATES_BUCKET");
    }
    if (lake.contains("://") && !lake.startsWith("s3://") && !lake.startsWith("file://")) {
      return Optional.of("--lake=%s: only s3:// and directories can be a lake".formatted(lake));
    }
    return lake.matches("s3://(/.*)?")
        ? Optional.of("--lake=%s has no bucket".formatted(lake))
        : Optional.empty();
  }

  /**
   * The lake's place.
   *
   * @param given the flag's text, or null
   */
  public static String read(Flags<?> flags, String given) {
    String lake = place(given, flags.environment());
    if (!flags.isRefused("--lake")) {
      fault(lake).ifPresent(flags::mistake);
    }
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
