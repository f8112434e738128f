package dev.barlake.orchestration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this repository. Surefire starts tests in the module's directory. */
final class Repository {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private Repository() {}

  static JsonNode yaml(String path) {
    return read(new YAMLMapper(), path);
  }

  static JsonNode json(String path) {
    return read(new ObjectMapper(), path);
  }

  private static JsonNode read(ObjectMapper mapper, String path) {
    try {
      return mapper.readTree(ROOT.resolve(path).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  static String text(String path) {
    try {
      return Files.readString(ROOT.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  /** Paths, from the root, of the files directly in a directory. */
  static List<String> files(String directory) {
    try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory + "/" + file.getFileName())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + directory, e);
    }
  }
}
