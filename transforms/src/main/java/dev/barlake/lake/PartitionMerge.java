package dev.barlake.lake;

import dev.barlake.lake.Merge.Joined;
import dev.barlake.lake.Update.Next;
import dev.barlake.model.BarBlock;
import dev.barlake.parquet.PartitionFile;
import dev.barlake.store.StoreException;
import dev.barlake.store.StoredObject;
import java.io.IOException;
import java.util.Optional;

/** The merge of a fetched block into the bytes of its file, and what is reported of it. */
record PartitionMerge(BarBlock fetched, String path, String uri) {

  /**
   * One attempt.
   *
   * @param joined the file and the block together
   * @param bytes length of the file afterwards
   */
  record Attempt(Joined joined, long bytes) {}

  /** What to put in the place of what is stored. */
  Next<Attempt> next(Optional<StoredObject> stored) {
    Optional<BarBlock> file = stored.map(this::read);
    Joined joined =
        file.map(block -> Merge.into(block, fetched)).orElseGet(() -> new Joined.Block(fetched));
    if (joined instanceof Joined.Block after && isNews(file, after.block())) {
      byte[] bytes = encode(compact(after.block()));
      return new Next<>(Optional.of(bytes), new Attempt(joined, bytes.length));
    }
    long length = stored.map(object -> (long) object.bytes().length).orElse(0L);
    return new Next<>(Optional.empty(), new Attempt(joined, length));
  }

  /** Nothing was asked for and nothing is there: that is no file. */
  private static boolean isNews(Optional<BarBlock> file, BarBlock after) {
    return file.map(before -> !before.equals(compact(after)))
        .orElse(!after.coverage().ranges().isEmpty());
  }

  private static BarBlock compact(BarBlock block) {
    return new BarBlock(
        block.series(), block.period(), block.epoch(), block.coverage().compact(), block.bars());
  }

  private BarBlock read(StoredObject object) {
    return PartitionFile.read(fetched.series(), fetched.period(), object.bytes(), uri);
  }

  private byte[] encode(BarBlock block) {
    try {
      return PartitionFile.write(block);
    } catch (IOException e) {
      throw new StoreException("Cannot encode %s for %s".formatted(block, uri), e);
    }
  }

  /** What came of it. */
  MergeOutcome outcome(Update<Attempt> update) {
    if (update.last().joined() instanceof Joined.Refused refused) {
      return new MergeOutcome.Refused(
          path,
          "Cannot merge %s into %s: %s; nothing was written, and the next run takes the series' whole history again"
              .formatted(fetched, uri, refused.reason()));
    }
    BarBlock after = ((Joined.Block) update.last().joined()).block();
    Optional<BarBlock> before = update.first().map(this::read);
    boolean oneEpoch = before.isEmpty() || before.get().epoch().equals(after.epoch());
    return new MergeResult(
        path,
        update.put(),
        after.bars().size(),
        update.last().bytes(),
        Changes.between(before, fetched, after),
        after.epoch(),
        after.coverage(),
        update.version().orElse(MergeResult.NO_FILE),
        // Of a second attempt nobody knows whose news it found in the file.
        update.attempts() == 1 && oneEpoch
            ? Optional.of(update.first().map(StoredObject::version).orElse(MergeResult.NO_FILE))
            : Optional.empty());
  }
}
