package dev.barlake.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks for the keys of a directory, within the JVM and between processes: a fixed number of lock
 * files, each for all keys of one hash, so that they need never be deleted.
 */
final class DirectoryLocks {
  static final String DIRECTORY = "_locks";
  private static final int STRIPES = 64;

  /** A file lock is the whole JVM's: its threads, of whichever lake object, need this one first. */
  private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();

  private final Path directory;

  DirectoryLocks(Path root) {
    this.directory = root.resolve(DIRECTORY);
  }

  /** Does something while nobody else holds the key's lock. */
  <T> T locked(String key, Action<T> action) throws IOException {
    Files.createDirectories(directory);
    String name = String.format(Locale.ROOT, "%02d.lock", Math.floorMod(key.hashCode(), STRIPES));
    Path file = directory.toRealPath().resolve(name);
    ReentrantLock inThisJvm = IN_THIS_JVM.computeIfAbsent(file, path -> new ReentrantLock());
    inThisJvm.lock();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel, file); // until the channel is closed
      return action.run();
    } finally {
      inThisJvm.unlock();
    }
  }

  private static void lock(FileChannel channel, Path file) throws IOException {
    try {
      channel.lock();
    } catch (OverlappingFileLockException e) {
      // Held through another class loader of this JVM, whose locks cannot be waited for.
      throw new StoreUnavailableException("Cannot lock %s: held elsewhere".formatted(file), e);
    }
  }

  /** What is done under a lock. */
  interface Action<T> {
    T run() throws IOException;
  }
}
