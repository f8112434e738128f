package dev.barlake.aggregates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lakes for the tries of a property, which JUnit's own temporary directories do not reach. */
record TemporaryLakes(Path directory) implements AutoCloseable {
  TemporaryLakes() throws IOException {
    this(Files.createTempDirectory("barlake-lakes"));
  }

  /** A new, empty one. */
  Path next() throws IOException {
    return Files.createTempDirectory(directory, "lake");
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
