package dev.barlake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory, which goes with all that is in it. */
final class Scratch implements AutoCloseable {
  private final Path directory;
  private int lakes;

  Scratch() throws IOException {
    directory = Files.createTempDirectory("barlake-bench-");
  }

  /** A path that nobody has used; nothing is there yet. */
  Path newLake() {
    return directory.resolve("lake-" + lakes++);
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete(directory);
  }
}
