package dev.barlake.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects as files below a directory. A version is the content's hash, so the same content is the
 * same version, as with S3's ETag.
 *
 * <p>A write goes to a temporary file beside its place, to the disk, and then over the old file in
 * one step. The new name is forced to the disk too. A temporary file's name starts with a dot, so
 * the usual readers skip it. One that a killed process left does no harm. A later write to its
 * directory deletes it.
 */
final class DirectoryStore implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);

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
      throw cannotRead(file, e);
    }
  }

  @Override
  public Optional<ObjectTail> readTail(String key, int bytes) {
    Path file = resolve(key);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long length = channel.size();
      ByteBuffer tail = ByteBuffer.allocate((int) Math.min(bytes, length));
      channel.position(length - tail.capacity());
      while (tail.hasRemaining()) {
        if (channel.read(tail) < 0) {
          throw new EOFException("it became shorter while it was read");
        }
      }
      return Optional.of(new ObjectTail(tail.array(), length));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw cannotRead(file, e);
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

  /** By a temporary file, which goes again. */
  @Override
  public void requireWritable() {
    Path probe = root.resolve(TEMPORARY + UUID.randomUUID());
    try {
      Files.createDirectories(root);
      try {
        Files.write(probe, new byte[1]);
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      throw failed("write", root, e);
    }
  }

  @Override
  public List<String> list(String prefix) {
    Path directory = prefix.isEmpty() ? root : resolve(prefix.replaceAll("/$", ""));
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<String> keys = new ArrayList<>();
    try {
      Files.walkFileTree(
          directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, lister(keys));
    } catch (IOException e) {
      throw new StoreException("Cannot list %s: %s".formatted(directory, reason(e)), e);
    }
    Collections.sort(keys);
    return keys;
  }

  /** Passes over what vanishes meanwhile: other writers' temporary files come and go. */
  private FileVisitor<Path> lister(List<String> keys) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        return directory.equals(root.resolve(DirectoryLocks.DIRECTORY))
            ? FileVisitResult.SKIP_SUBTREE
            : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && !file.getFileName().toString().startsWith(TEMPORARY)) {
          keys.add(key(file));
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
          return FileVisitResult.CONTINUE;
        }
        throw e;
      }
    };
  }

  private String key(Path file) {
    return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
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
      throw new StoreException(
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
      forceEntries(directory);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** The new name to the disk as well, if this system can: some open no directory. */
  private static void forceEntries(Path directory) {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException refused) {
      LOG.debug("Cannot force {} to the disk", directory, refused);
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

  /** Something else in the place of a file or of its directory is this file's fault alone. */
  private StoreException cannotRead(Path file, IOException e) {
    boolean odd = Files.isDirectory(file) || Files.isRegularFile(file.getParent());
    return odd
        ? new DamagedFileException(
            "Cannot read %s: a %s stands in its place; move it away, and extract its period again"
                .formatted(file, Files.isDirectory(file) ? "directory" : "file"),
            e)
        : failed("read", file, e);
  }

  private StoreException failed(String action, Path file, IOException e) {
    return new StoreException(
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
