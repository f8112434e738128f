package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.lake.PartitionPath;
import dev.barlake.model.BarSeries;
import dev.barlake.parquet.PartitionHeader;
import dev.barlake.store.DamagedFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * What the footers of a lake's partition files say.
 *
 * @param series those that have a file, sorted
 * @param damaged one sentence for each file whose footer cannot be read
 */
record LakeContents(List<SeriesContents> series, List<String> damaged) {
  /** Requests to S3 that are under way at a time; a disk does not mind. */
  private static final int THREADS = 32;

  /** A file and its footer. */
  record Partition(PartitionPath at, PartitionHeader header) {}

  private record Answer(PartitionPath at, Future<Partition> footer) {}

  /** Reads the footers of the wanted series, many at a time. */
  static LakeContents read(Lake lake, Predicate<BarSeries> wanted) {
    Map<BarSeries, List<Partition>> found = new TreeMap<>();
    List<String> damaged = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Answer> answers = new ArrayList<>();
      for (PartitionPath at : lake.partitions()) {
        if (wanted.test(at.series())) {
          answers.add(new Answer(at, threads.submit(() -> read(lake, at))));
        }
      }
      for (Answer answer : answers) {
        try {
          Partition partition = answer.footer().get();
          if (partition != null) {
            found.computeIfAbsent(answer.at().series(), s -> new ArrayList<>()).add(partition);
          }
        } catch (ExecutionException e) {
          damaged.add(sentence(e.getCause()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while reading footers", e);
    } finally {
      threads.shutdownNow();
    }
    List<SeriesContents> series = new ArrayList<>();
    found.forEach((name, partitions) -> series.add(new SeriesContents(name, partitions)));
    return new LakeContents(series, damaged);
  }

  /** Null if the file went away meanwhile. */
  private static Partition read(Lake lake, PartitionPath at) {
    return lake.header(at).map(header -> new Partition(at, header)).orElse(null);
  }

  private static String sentence(Throwable cause) {
    if (cause instanceof DamagedFileException damaged) {
      return damaged.getMessage();
    }
    if (cause instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    throw new IllegalStateException("Cannot read a footer", cause);
  }
}
