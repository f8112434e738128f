package dev.barlake.databricks;

/**
 * What a load did.
 *
 * @param runs manifests that were new
 * @param files partition files that were new or had been written again
 * @param changes bars of them that were new, had other values or were gone
 * @param quarantined bars that fail a check, of all loads
 */
record Summary(int runs, int files, long changes, long quarantined) {
  String toJson() {
    return "{\"runs\":%d,\"files\":%d,\"changes\":%d,\"quarantined\":%d}"
        .formatted(runs, files, changes, quarantined);
  }
}
