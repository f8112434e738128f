package dev.barlake.databricks;

/**
 * What a load did.
 *
 * @param runs manifests that were new
 * @param files partition files that were read
 * @param changes bars of them that were new, had other values or were gone
 * @param quarantined of these, bars that fail a check
 * @param badFiles files that cannot be read and wait in {@code bronze_bad_files}
 * @param verdictFiles dates of a window whose verdicts were read
 * @param warning what a person should know; null if there is nothing
 */
record Summary(
    int runs,
    long files,
    long changes,
    long quarantined,
    long badFiles,
    long verdictFiles,
    String warning) {
  String toJson() {
    return "{\"runs\":%d,\"files\":%d,\"changes\":%d,\"quarantined\":%d,\"badFiles\":%d,\"verdictFiles\":%d}"
        .formatted(runs, files, changes, quarantined, badFiles, verdictFiles);
  }
}
