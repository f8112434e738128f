package dev.barlake.lake;

import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import java.util.Optional;

/**
 * What a merge did to a partition file.
 *
 * @param path the file, relative to the lake
 * @param written whether the file was put; also where an attempt without an answer turned out to
 *     have been carried out
 * @param rows bars in the file afterwards
 * @param bytes length of the file afterwards
 * @param added fetched bars that were not in the file
 * @param changed fetched bars that were in the file with other values
 * @param vanished bars that were in the file, within the fetched coverage, and were not fetched:
 *     they stay; under a new epoch all bars of the old one that were not fetched: they are gone
 * @param epoch the file's epoch afterwards: greater than the fetched block's where the file had
 *     been fetched under later splits and was left as it is
 * @param coverage the file's coverage afterwards
 * @param changedBars the added and the changed bars
 * @param version the file's version afterwards: equal where the content is
 * @param base the version of the file to which the changed bars were added, {@link #NO_FILE} where
 *     there was none; empty where they do not tell all of the difference: another writer was in
 *     between, or the epoch is another one
 */
public record MergeResult(
    String path,
    boolean written,
    long rows,
    long bytes,
    int added,
    int changed,
    int vanished,
    SplitEpoch epoch,
    Coverage coverage,
    Bars changedBars,
    String version,
    Optional<String> base) {
  /** The base of a new file. */
  public static final String NO_FILE = "";
}
