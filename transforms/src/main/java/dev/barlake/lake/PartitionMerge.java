package dev.barlake.lake;

import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import dev.barlake.model.SplitEpoch;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One merge of a fetched block into its file, over as many attempts as it takes. What it reports is
 * told against the file as it was before the first attempt: an attempt may have been carried out
 * without an answer, and its bars are no less new for that.
 */
final class PartitionMerge {
  private final String path;
  private final String uri;
  private final BarBlock asFetched;
  private BarBlock fetched;
  private Optional<BarBlock> before;
  private String baseVersion;
  private int attempts;
  private BarBlock after;
  private long bytes;
  private boolean put;
  private boolean merged;

  PartitionMerge(BarBlock fetched, String path, String uri) {
    this.asFetched = fetched;
    this.fetched = fetched;
    this.path = path;
    this.uri = uri;
  }

  /** The bytes to put in the place of what is stored, or empty where nothing is missing in it. */
  Optional<byte[]> next(Optional<StoredObject> stored) {
    Optional<BarBlock> file =
        stored.map(
            object -> PartitionFile.read(fetched.series(), fetched.period(), object.bytes(), uri));
    attempts++;
    if (before == null) {
      before = file;
      baseVersion = stored.map(StoredObject::version).orElse(MergeResult.NO_FILE);
    }
    fetched = file.map(this::onItsScale).orElse(asFetched);
    merged = file.isPresent();
    after = file.map(block -> Merge.merge(block, fetched)).orElse(fetched);
    if (file.isPresent() && after.equals(file.get())) {
      bytes = stored.orElseThrow().bytes().length;
      return Optional.empty();
    }
    byte[] written = encode(after);
    bytes = written.length;
    put = true;
    return Optional.of(written);
  }

  /**
   * Where the bars moved by one factor under the same splits, a fetch of all that the file covers
   * takes its place as a later revision of the scale: a bar that it did not bring would otherwise
   * stay, on the old scale. Asked anew of each file that is found: another writer's may cover more.
   */
  private BarBlock onItsScale(BarBlock file) {
    SplitEpoch next = new SplitEpoch(asFetched.epoch().revision() + 1, asFetched.epoch().splits());
    BarBlock revised =
        new BarBlock(
            asFetched.series(), asFetched.period(), next, asFetched.coverage(), asFetched.bars());
    if (fetched.epoch().equals(next) && file.epoch().equals(next)) {
      return revised; // put by an earlier attempt
    }
    OptionalDouble factor = ScaleAlarm.factor(file, asFetched);
    if (factor.isEmpty()) {
      return asFetched;
    }
    if (!asFetched.coverage().covers(file.coverage())) {
      throw new ScaleShiftException(asFetched, factor.getAsDouble(), uri);
    }
    return revised;
  }

  private byte[] encode(BarBlock block) {
    try {
      return PartitionFile.write(block);
    } catch (IOException e) {
      throw new LakeException("Cannot encode %s for %s".formatted(block, uri), e);
    }
  }

  /**
   * What came of it.
   *
   * @param version the file's version afterwards
   */
  MergeResult result(String version) {
    Bars old = before.map(BarBlock::bars).orElse(Bars.NONE);
    Bars brought = fetched.epoch().equals(after.epoch()) ? fetched.bars() : Bars.NONE;
    int added = brought.size();
    Bars changes = brought;
    if (before.isPresent() || merged) {
      Bars.Builder builder = new Bars.Builder(0);
      added = 0;
      int oldRow = 0;
      int newRow = 0;
      for (int row = 0; row < brought.size(); row++) {
        long start = brought.windowStart(row);
        oldRow = seek(old, oldRow, start);
        newRow = seek(after.bars(), newRow, start);
        if (after.bars().compareRows(newRow, brought, row) != 0) {
          continue; // a later fetch has been there: its bar stays
        }
        boolean isNew = oldRow == old.size() || old.windowStart(oldRow) != start;
        if (isNew) {
          added++;
        }
        if (isNew || !old.sameValues(oldRow, brought, row)) {
          builder.add(brought, row);
        }
      }
      changes = builder.build();
    }
    return new MergeResult(
        path,
        put,
        after.bars().size(),
        bytes,
        added,
        changes.size() - added,
        vanished(old),
        after.epoch(),
        after.coverage(),
        changes,
        version,
        base());
  }

  /** Of a second attempt nobody knows whose news it found in the file. */
  private Optional<String> base() {
    boolean oneEpoch = before.isEmpty() || before.get().epoch().equals(after.epoch());
    return attempts == 1 && oneEpoch ? Optional.of(baseVersion) : Optional.empty();
  }

  private int vanished(Bars old) {
    if (!fetched.epoch().equals(after.epoch())) {
      return 0;
    }
    boolean replaced = before.isPresent() && !before.get().epoch().equals(after.epoch());
    int vanished = 0;
    int fetchedRow = 0;
    for (int row = 0; row < old.size(); row++) {
      long start = old.windowStart(row);
      fetchedRow = seek(fetched.bars(), fetchedRow, start);
      boolean found =
          fetchedRow < fetched.bars().size() && fetched.bars().windowStart(fetchedRow) == start;
      if (!found
          && (replaced
              || fetched.coverage().ranges().stream()
                  .anyMatch(range -> range.range().contains(start)))) {
        vanished++;
      }
    }
    return vanished;
  }

  /** The first row at or after {@code row} that starts at {@code windowStart} or later. */
  private static int seek(Bars bars, int row, long windowStart) {
    int found = row;
    while (found < bars.size() && bars.windowStart(found) < windowStart) {
      found++;
    }
    return found;
  }
}
