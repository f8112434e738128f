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
  private BarBlock after;
  private long bytes;
  private boolean put;

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
    if (before == null) {
      before = file;
    }
    fetched = file.map(this::onItsScale).orElse(asFetched);
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

  /** What came of it. */
  MergeResult result() {
    Bars old = before.map(BarBlock::bars).orElse(Bars.NONE);
    Bars brought = fetched.epoch().equals(after.epoch()) ? fetched.bars() : Bars.NONE;
    Bars.Builder changes = new Bars.Builder(0);
    int added = 0;
    for (int row = 0; row < brought.size(); row++) {
      int oldRow = find(old, brought.windowStart(row));
      int newRow = find(after.bars(), brought.windowStart(row));
      if (after.bars().compareRows(newRow, brought, row) != 0) {
        continue; // a later fetch has been there: its bar stays
      }
      if (oldRow < 0) {
        added++;
      }
      if (oldRow < 0 || !old.sameValues(oldRow, brought, row)) {
        changes.add(brought, row);
      }
    }
    int changed = changes.size() - added;
    return new MergeResult(
        path,
        put,
        after.bars().size(),
        bytes,
        added,
        changed,
        vanished(old),
        after.epoch(),
        after.coverage(),
        changes.build());
  }

  private int vanished(Bars old) {
    if (!fetched.epoch().equals(after.epoch())) {
      return 0;
    }
    boolean replaced = before.isPresent() && !before.get().epoch().equals(after.epoch());
    int vanished = 0;
    for (int row = 0; row < old.size(); row++) {
      long start = old.windowStart(row);
      boolean asked =
          replaced
              || fetched.coverage().ranges().stream()
                  .anyMatch(range -> range.range().contains(start));
      if (asked && find(fetched.bars(), start) < 0) {
        vanished++;
      }
    }
    return vanished;
  }

  private static int find(Bars bars, long windowStart) {
    int row = bars.firstAtOrAfter(windowStart);
    return row < bars.size() && bars.windowStart(row) == windowStart ? row : -1;
  }
}
