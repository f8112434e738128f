package dev.barlake.store;

import dev.barlake.retry.Timing;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;

/** The places where objects can be kept, by URI. */
public final class Stores {
  /** A scheme has at least two letters: one is a drive. */
  private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]+):");

  private Stores() {}

  /**
   * Opens a store; nothing is read or created yet.
   *
   * @param uri {@code s3://bucket/prefix}, or a directory as a plain path or a {@code file:} URI
   * @param options Beam's, asked for only if the store is on S3: region, endpoint, credentials and
   *     client factory come from there
   * @throws StoreException if the URI is none of these
   */
  public static ObjectStore open(String uri, Supplier<? extends PipelineOptions> options) {
    var scheme = SCHEME.matcher(uri);
    if (!scheme.find()) {
      return new DirectoryStore(Path.of(uri));
    }
    return switch (scheme.group(1)) {
      case "file" -> new DirectoryStore(path(uri));
      case "s3" -> s3(uri, options.get());
      default -> throw unknown(uri, null);
    };
  }

  /**
   * A text that a user keeps in a store, in UTF-8; empty if there is none.
   *
   * @param uri {@code s3://bucket/key}, or a file as a plain path or a {@code file:} URI
   * @throws StoreException if it is none of these, or cannot be read
   */
  public static Optional<String> text(String uri, PipelineOptions options) {
    int name = uri.lastIndexOf('/') + 1;
    try (ObjectStore place = open(uri.substring(0, name), () -> options)) {
      return StoreAttempts.untilAnswered(Timing.SYSTEM, () -> place.read(uri.substring(name)))
          .map(object -> new String(object.bytes(), StandardCharsets.UTF_8))
          .map(text -> text.replaceFirst("^\uFEFF", ""));
    }
  }

  private static Path path(String uri) {
    try {
      return Path.of(URI.create(uri));
    } catch (RuntimeException e) {
      throw unknown(uri, e);
    }
  }

  private static ObjectStore s3(String uri, PipelineOptions options) {
    String[] parts = uri.substring("s3:".length()).replaceFirst("^//", "").split("/", 2);
    String prefix = parts.length == 1 ? "" : parts[1].replaceAll("/+$", "");
    if (!uri.startsWith("s3://") || parts[0].isEmpty()) {
      throw unknown(uri, null);
    }
    return new S3Store(
        S3Clients.of(options, uri, Timing.SYSTEM.clock()),
        parts[0],
        prefix.isEmpty() ? "" : prefix + "/");
  }

  private static StoreException unknown(String uri, Exception cause) {
    return new StoreException(
        "Cannot open '%s': write s3://bucket/prefix or a path".formatted(uri), cause);
  }
}
