package dev.barlake.lake;

import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.parquet.PartitionFile;
import dev.barlake.parquet.PartitionHeader;
import dev.barlake.retry.Timing;
import dev.barlake.store.DamagedFileException;
import dev.barlake.store.ObjectStore;
import dev.barlake.store.ObjectTail;
import dev.barlake.store.StoreAttempts;
import dev.barlake.store.StoreException;
import dev.barlake.store.StoreUnavailableException;
import dev.barlake.store.StoredObject;
import dev.barlake.store.Stores;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The lake: one Parquet file for each series and storage period, watermarks, and what else a run
 * leaves behind, see {@link Layout}. Thread-safe; any number of processes may write at a time.
 *
 * <p>A file is replaced as a whole and only if it still is what was read, so no writer ever undoes
 * another's write. A store that does not answer is asked again for two minutes; then, and at once
 * if asking again will not help, {@link StoreException} is thrown, and no file is half-written.
 */
public final class Lake implements AutoCloseable {
  /** Holds the footer of nearly all files; a longer one is asked for by its length. */
  private static final int TAIL = 16 * 1024;

  private final ObjectStore store;
  private final Timing timing;

  /** A lake in a store, with a clock and pauses of its own. */
  public Lake(ObjectStore store, Timing timing) {
    this.store = store;
    this.timing = timing;
  }

  /**
   * Opens a lake; nothing is read or created yet.
   *
   * @param uri {@code s3://bucket/prefix}, or a directory as a plain path or a {@code file:} URI
   * @param options Beam's: region, endpoint, credentials and client factory for S3 come from there
   * @throws StoreException if the URI is none of these
   */
  public static Lake open(String uri, PipelineOptions options) {
    return open(uri, () -> options);
  }

  /** The same with options that are asked for only if the lake is on S3. */
  public static Lake open(String uri, Supplier<? extends PipelineOptions> options) {
    return new Lake(Stores.open(uri, options), Timing.SYSTEM);
  }

  /**
   * Sees that the lake can be written to, so that a run finds out before it asks the API. Nothing
   * is stored, but a directory is created.
   *
   * @throws StoreException if it cannot: no right, no bucket, no space, or an S3 without
   *     conditional writes; caused by {@link StoreUnavailableException} if the store did not answer
   *     for two minutes
   */
  public void requireWritable() {
    untilAnswered(
        () -> {
          store.requireWritable();
          return store;
        });
  }

  /**
   * What a partition file says of itself, from its footer alone; empty if there is no file.
   *
   * @throws DamagedFileException if the footer is not as it was written
   */
  public Optional<PartitionHeader> header(BarSeries series, long period) {
    return header(new PartitionPath(series, period, place(series, period)));
  }

  /** The same of a file that {@link #partitions} named. */
  public Optional<PartitionHeader> header(PartitionPath partition) {
    String path = partition.path();
    return tail(path)
        .map(tail -> PartitionFile.header(partition.series(), partition.period(), tail, uri(path)));
  }

  /** All partition files that the lake has, by path; nothing of them is read. */
  public List<PartitionPath> partitions() {
    return list("bars").stream().flatMap(path -> Layout.parse(path).stream()).toList();
  }

  /**
   * Where a partition is: at today's path, or at the one of an earlier version if the file is
   * there. A file stays where it is: two of one partition would each lack what the other has.
   */
  private String place(BarSeries series, long period) {
    String path = Layout.partition(series, period);
    return Layout.olderPartition(series, period)
        .filter(older -> untilAnswered(() -> store.version(path)).isEmpty())
        .filter(older -> untilAnswered(() -> store.version(older)).isPresent())
        .orElse(path);
  }

  /**
   * The content of a partition file; empty if there is no file.
   *
   * @throws DamagedFileException if the file is not as it was written
   */
  public Optional<BarBlock> read(BarSeries series, long period) {
    return read(new PartitionPath(series, period, place(series, period)));
  }

  /** The same of a file that {@link #partitions} named. */
  public Optional<BarBlock> read(PartitionPath partition) {
    String path = partition.path();
    return read(path)
        .map(bytes -> PartitionFile.read(partition.series(), partition.period(), bytes, uri(path)));
  }

  /**
   * A partition file as it is now, with its version; empty if there is no file.
   *
   * @throws DamagedFileException if the file is not as it was written
   */
  public Optional<StoredBlock> stored(BarSeries series, long period) {
    String path = place(series, period);
    return untilAnswered(() -> store.read(path))
        .map(
            file ->
                new StoredBlock(
                    file.version(), PartitionFile.read(series, period, file.bytes(), uri(path))));
  }

  /** The version of a partition file, see {@link MergeResult}; empty if there is no file. */
  public Optional<String> version(BarSeries series, long period) {
    String path = place(series, period);
    return untilAnswered(() -> store.version(path));
  }

  /**
   * Merges a fetched block into its file, see {@link Merge#into}. A block without bars makes a file
   * too, and a fetch without news is written too, since the file's coverage must be fresh. Nothing
   * is written if the file has it all already, or if the block is refused.
   *
   * @throws StoreException if the file cannot be read or written, or is damaged
   */
  public MergeOutcome merge(BarBlock fetched) {
    String path = place(fetched.series(), fetched.period());
    PartitionMerge merge = new PartitionMerge(fetched, path, uri(path));
    return merge.outcome(update(path, merge::next));
  }

  /** The storage periods of a series that have a file, ascending. */
  public NavigableSet<Long> periods(BarSeries series) {
    NavigableSet<Long> periods = new TreeSet<>();
    Stream.concat(Stream.of(Layout.directory(series)), Layout.olderDirectory(series).stream())
        .flatMap(directory -> list(directory).stream())
        .forEach(path -> Layout.period(series, path).ifPresent(periods::add));
    return periods;
  }

  /** The watermarks by ticker, sorted; empty if none were written. */
  public Map<String, Watermark> watermarks(String window, boolean adjusted) {
    String path = Layout.watermarks(window, adjusted);
    return read(path).map(bytes -> WatermarkFile.read(bytes, uri(path))).orElseGet(TreeMap::new);
  }

  /**
   * Changes the watermarks. If another writer was faster, the change is made again to what that one
   * left, so it must be one that may be made twice.
   *
   * @param window multiplier and timespan, as {@code 5minute}
   * @param change gets a map of its own, by ticker, that it may change and return
   */
  public void updateWatermarks(
      String window, boolean adjusted, UnaryOperator<Map<String, Watermark>> change) {
    String path = Layout.watermarks(window, adjusted);
    update(
        path,
        stored -> {
          Map<String, Watermark> before =
              stored
                  .map(object -> WatermarkFile.read(object.bytes(), uri(path)))
                  .orElseGet(TreeMap::new);
          Map<String, Watermark> after = change.apply(new TreeMap<>(before));
          return new Update.Next<>(
              after.equals(before) ? Optional.empty() : Optional.of(WatermarkFile.write(after)),
              after);
        });
  }

  /**
   * Reads, asks what to put in its place, and puts it if nobody else did meanwhile; all again if
   * somebody did, or if no answer says whether it was put.
   */
  private <T> Update<T> update(String path, Function<Optional<StoredObject>, Update.Next<T>> next) {
    StoreAttempts attempts = new StoreAttempts(timing);
    Optional<StoredObject> first = null;
    boolean tried = false;
    for (int attempt = 1; ; attempt++) {
      try {
        Optional<StoredObject> stored = store.read(path);
        first = first == null ? stored : first;
        Update.Next<T> wanted = next.apply(stored);
        Optional<String> found = stored.map(StoredObject::version);
        if (wanted.bytes().isEmpty()) {
          return new Update<>(first, wanted.value(), attempt, tried, found);
        }
        tried = true;
        Optional<String> put = store.writeIf(path, wanted.bytes().get(), found);
        if (put.isPresent()) {
          return new Update<>(first, wanted.value(), attempt, true, put);
        }
        attempts.lostRace(uri(path));
      } catch (StoreUnavailableException e) {
        attempts.unavailable(e);
      }
    }
  }

  /** The call's result, as soon as the store answers; for calls that may be repeated. */
  private <T> T untilAnswered(Supplier<T> call) {
    return StoreAttempts.untilAnswered(timing, call);
  }

  /**
   * Writes a file if there is none.
   *
   * @return whether the file is there with these bytes, false if there is one with others
   */
  public boolean create(String path, byte[] bytes) {
    return update(
            path,
            stored ->
                new Update.Next<>(
                    stored.isPresent() ? Optional.empty() : Optional.of(bytes),
                    stored.isEmpty() || Arrays.equals(stored.get().bytes(), bytes)))
        .last();
  }

  /**
   * Writes a file that is thought not to exist, without looking first.
   *
   * @return false if there is one; also if an earlier attempt wrote it and its answer was lost
   */
  public boolean createUnseen(String path, byte[] bytes) {
    return untilAnswered(() -> store.writeIf(path, bytes, Optional.empty())).isPresent();
  }

  /**
   * Changes a file. If another writer was faster, the change is asked for again.
   *
   * @param next gets what is there and gives what to put in its place; empty leaves it
   */
  public void change(String path, Function<Optional<byte[]>, Optional<byte[]>> next) {
    update(
        path,
        stored -> new Update.Next<>(next.apply(stored.map(StoredObject::bytes)), Boolean.TRUE));
  }

  /**
   * What a Parquet file says of itself, whatever file it is; empty if there is no file.
   *
   * @throws DamagedFileException if the footer is not as it was written
   */
  public Optional<FileFooter> footer(String path) {
    return tail(path)
        .map(tail -> new FileFooter(tail.length(), PartitionFile.footer(tail, uri(path))));
  }

  /** The end of a Parquet file, with all of its footer; empty if there is no file. */
  private Optional<ObjectTail> tail(String path) {
    int bytes = TAIL;
    while (true) {
      int wanted = bytes;
      Optional<ObjectTail> tail = untilAnswered(() -> store.readTail(path, wanted));
      if (tail.isEmpty()) {
        return tail;
      }
      bytes = PartitionFile.footerLength(tail.get(), uri(path));
      if (bytes <= tail.get().bytes().length) {
        return tail;
      }
    }
  }

  /** Whether there is such a file. */
  public boolean exists(String path) {
    return untilAnswered(() -> store.version(path)).isPresent();
  }

  /** Replaces a file that only this run writes, such as its receipts. */
  public void write(String path, byte[] bytes) {
    untilAnswered(
        () -> {
          store.write(path, bytes);
          return path;
        });
  }

  /** A file's bytes; empty if there is no file. */
  public Optional<byte[]> read(String path) {
    return untilAnswered(() -> store.read(path)).map(StoredObject::bytes);
  }

  /** All files below a directory of the lake, as paths relative to the lake, sorted. */
  public List<String> list(String prefix) {
    return untilAnswered(() -> store.list(prefix));
  }

  /** A path's place for people: {@code s3://bucket/prefix/path}, or the absolute path of a file. */
  public String uri(String path) {
    return store.uri(path);
  }

  @Override
  public void close() {
    store.close();
  }
}
