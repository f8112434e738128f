package dev.barlake.lake;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Objects as files below a directory. A version is the content's hash, so the same content is the
 * same version, as with S3's ETag.
 *
 * <p>A write goes to a temporary file beside its place, to the disk, and then over the old file in
 * one step. Its name starts with a dot: the usual readers skip it. One that a killed process left
 * does no harm and is deleted by a later write to its directory.
 */
final class DirectoryStore implements ObjectStore {
  private static final String TEMPORARY = ".barlake-";
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final Set<String> OUTSIDE = Set.of("", ".", "..", DirectoryLocks.DIRECTORY);

  private final Path root;
  private final DirectoryLocks locks;

  DirectoryStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.locks = new DirectoryLocks(this.root);
  }

  @Override
  public Optional<StoredObject> read(String key) {
    Path file = resolve(key);
    try {
      byte[] bytes = Files.readAllBytes(file);
      return Optional.of(new StoredObject(bytes, version(bytes)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  @Override
  public Optional<ObjectTail> readTail(String key, int bytes) {
    Path file = resolve(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      long length = open.length();
      byte[] tail = new byte[(int) Math.min(bytes, length)];
      open.seek(length - tail.length);
      open.readFully(tail);
      return Optional.of(new ObjectTail(tail, length));
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  @Override
  public Optional<String> version(String key) {
    return read(key).map(StoredObject::version);
  }

  @Override
  public Optional<String> writeIf(String key, byte[] bytes, Optional<String> expectedVersion) {
    Path file = resolve(key);
    try {
      return locks.locked(
          key,
          () -> {
            if (!read(key).map(StoredObject::version).equals(expectedVersion)) {
              return Optional.<String>empty();
            }
            replace(file, bytes);
            return Optional.of(version(bytes));
          });
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  @Override
  public void write(String key, byte[] bytes) {
    Path file = resolve(key);
    try {
      locks.locked(
          key,
          () -> {
            replace(file, bytes);
            return key;
          });
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  @Override
  public List<String> list(String prefix) {
    Path directory = prefix.isEmpty() ? root : resolve(prefix.replaceAll("/$", ""));
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith(TEMPORARY))
          .filter(file -> !file.startsWith(root.resolve(DirectoryLocks.DIRECTORY)))
          .filter(Files::isRegularFile)
          .map(
              file ->
                  root.relativize(file)
                      .toString()
                      .replace(file.getFileSystem().getSeparator(), "/"))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new LakeException("Cannot list %s: %s".formatted(directory, reason(e)), e);
    }
  }

  @Override
  public String uri(String key) {
    return root.resolve(key).toString();
  }

  @Override
  public void close() {}

  private Path resolve(String key) {
    // A backslash or a zero byte would be a separator or an end to some file systems.
    if (key.indexOf('\\') >= 0
        || key.indexOf('\0') >= 0
        || Stream.of(key.split("/", -1)).anyMatch(OUTSIDE::contains)) {
      throw new LakeException(
          "Cannot use '%s' as a path in the lake %s: it is no plain path below it"
              .formatted(key, root));
    }
    return root.resolve(key);
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path directory = file.getParent();
    Files.createDirectories(directory);
    deleteAbandoned(directory);
    Path temporary = directory.resolve(TEMPORARY + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void deleteAbandoned(Path directory) throws IOException {
    Instant recent = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, TEMPORARY + "*")) {
      for (Path file : files) {
        if (isOlder(file, recent)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isOlder(Path file, Instant recent) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(recent);
    } catch (NoSuchFileException another) {
      return false; // its writer has just moved it to its place
    }
  }

  private static String version(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }

  private LakeException failed(String action, Path file, IOException e) {
    return new LakeException(
        "Cannot %s %s: %s; nothing was changed; see to the directory's space and rights"
            .formatted(action, file, reason(e)),
        e);
  }

  /** A file system's reason alone: its message repeats the path, of a temporary file at that. */
  private static String reason(Exception e) {
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
