package dev.barlake.lake;

import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import java.util.Optional;

/**
 * What a merge did to a partition file.
 *
 * @param path the file, relative to the lake
 * @param written whether the file was put; also if an attempt without an answer turned out to have
 *     been carried out
 * @param rows bars in the file afterwards
 * @param bytes length of the file afterwards
 * @param counts what the fetched block changed
 * @param epoch the file's epoch afterwards
 * @param coverage the file's coverage afterwards: all that it was before, and the block's
 * @param version the file's version afterwards: equal if the content is
 * @param base the version of the file to which the changed bars were added, {@link #NO_FILE} if
 *     there was none; empty if they are not all of the difference: another writer was in between,
 *     or the epoch is another one
 */
public record MergeResult(
    String path,
    boolean written,
    long rows,
    long bytes,
    Changes counts,
    SplitEpoch epoch,
    Coverage coverage,
    String version,
    Optional<String> base)
    implements MergeOutcome {
  /** The base of a new file. */
  public static final String NO_FILE = "";
}
