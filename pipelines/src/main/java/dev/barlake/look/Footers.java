package dev.barlake.look;

import dev.barlake.store.DamagedFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * What the footers of many files say.
 *
 * @param read in the order of the files; of one that went away meanwhile nothing
 * @param damaged one sentence for each file whose footer cannot be read
 */
record Footers<T>(List<T> read, List<String> damaged) {
  /** Requests to S3 that are under way at a time; a disk does not mind. */
  private static final int THREADS = 32;

  /** Reads them, many at a time. */
  static <P, T> Footers<T> read(List<P> files, Function<P, Optional<T>> footer) {
    List<T> read = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Optional<T>>> answers = new ArrayList<>();
      files.forEach(file -> answers.add(threads.submit(() -> footer.apply(file))));
      for (Future<Optional<T>> answer : answers) {
        try {
          answer.get().ifPresent(read::add);
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
    return new Footers<>(read, damaged);
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
