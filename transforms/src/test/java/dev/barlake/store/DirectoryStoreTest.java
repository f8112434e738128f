package dev.barlake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryStoreTest extends ObjectStoreContract {
  private static final int PROCESSES = 2;
  private static final int APPENDED = 100;

  @TempDir private Path directory;

  @Override
  ObjectStore newStore() {
    return new DirectoryStore(directory.resolve("lake"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../a", "a/../../b", "/etc/a", "a//b", ".", "a/./b", "_locks/a", "a\\b", ""})
  void refusesPathsThatAreNotBelowTheRoot(String key) {
    try (ObjectStore store = newStore()) {
      assertThatThrownBy(() -> store.write(key, bytes("x")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("'" + key + "'");
      assertThatThrownBy(() -> store.read(key)).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void listsNeitherLocksNorTemporaryFilesAndDeletesTheAbandoned() throws IOException {
    Path temporaries = Files.createDirectories(directory.resolve("lake/a"));
    Path recent = Files.createFile(temporaries.resolve(".barlake-recent"));
    Path old = Files.createFile(temporaries.resolve(".barlake-old"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    try (ObjectStore store = newStore()) {
      store.write("a/b", bytes("x"));

      assertThat(store.list("")).containsExactly("a/b");
    }
    assertThat(recent).exists();
    assertThat(old).doesNotExist();
  }

  @Test
  void listsWhileOthersWrite() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService writers = Executors.newFixedThreadPool(2);
    try (ObjectStore store = newStore()) {
      store.write("a/0", bytes("x"));
      List<Future<?>> writing =
          IntStream.range(0, 2)
              .<Future<?>>mapToObj(n -> writers.submit(() -> writeUntil(done, "a/" + n)))
              .toList();
      for (int listed = 0; listed < 3000; listed++) {
        assertThat(store.list("")).contains("a/0").doesNotContainSequence(".barlake-");
      }
      done.set(true);
      for (Future<?> writer : writing) {
        writer.get();
      }
    } finally {
      writers.shutdownNow();
    }
  }

  private void writeUntil(AtomicBoolean done, String key) {
    try (ObjectStore store = newStore()) {
      while (!done.get()) {
        store.write(key, bytes("x"));
      }
    }
  }

  @Test
  void aLakeAndItsDirectoriesMayBeLinks() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(directory.resolve("lake"), elsewhere);
    Files.createSymbolicLink(elsewhere.resolve("gone"), directory.resolve("nothing"));
    Files.createSymbolicLink(
        elsewhere.resolve("a"), Files.createDirectory(directory.resolve("larger")));

    try (ObjectStore store = newStore()) {
      store.write("a/b", bytes("x"));

      assertThat(store.list("")).containsExactly("a/b");
      assertThat(store.list("a")).containsExactly("a/b");
    }
  }

  @Test
  void somethingElseInAFilesPlaceIsThisFilesFaultAlone() throws IOException {
    Path root = directory.resolve("lake");
    Files.createDirectories(root.resolve("a/bars.parquet"));
    Files.writeString(root.resolve("b"), "no directory");
    try (ObjectStore store = newStore()) {
      for (String key : List.of("a/bars.parquet", "b/bars.parquet")) {
        assertThatThrownBy(() -> store.read(key))
            .isInstanceOf(DamagedFileException.class)
            .hasMessageContaining(root.resolve(key).toString())
            .hasMessageContaining("stands in its place");
      }
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsToldBeforeAnythingIsWritten() throws IOException {
    Files.createFile(directory.resolve("lake"));
    try (ObjectStore store = newStore()) {
      assertThatThrownBy(store::requireWritable)
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot write " + directory.resolve("lake"));
    }
  }

  /** Another process's lock must be the same file, whatever digits its user writes. */
  @Test
  void locksHaveOneNameInAllLanguages() throws IOException {
    try (ObjectStore store = newStore();
        ArabicDigits digits = new ArabicDigits()) {
      digits.require();
      store.write("a", bytes("x"));
    }
    try (Stream<Path> locks = Files.list(directory.resolve("lake/_locks"))) {
      assertThat(locks.map(lock -> lock.getFileName().toString()))
          .allMatch(name -> name.matches("[0-9]{2}\\.lock"));
    }
  }

  @Test
  void twoProcessesLoseNothing() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int n = 0; n < PROCESSES; n++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Appender.class.getName(),
                  directory.resolve("lake").toString(),
                  String.valueOf(n))
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    try (ObjectStore store = newStore()) {
      assertThat(store.read("a").orElseThrow().bytes()).hasSize(PROCESSES * APPENDED);
    }
  }

  /** Appends its number to one file, again and again. */
  static final class Appender {
    private Appender() {}

    public static void main(String[] args) {
      try (ObjectStore store = new DirectoryStore(Path.of(args[0]))) {
        for (int written = 0; written < APPENDED; ) {
          Optional<StoredObject> found = store.read("a");
          String text =
              found
                  .map(
                      object -> new String(object.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                  .orElse("");
          if (store
              .writeIf("a", bytes(text + args[1]), found.map(StoredObject::version))
              .isPresent()) {
            written++;
          }
        }
      }
    }
  }

  /** On a file system of 64 KB; only root may make one. */
  @Test
  void aFullDiskLeavesTheOldFileAndNoOther() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    assumeTrue(
        run("env", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString()),
        "a full disk is played by a small tmpfs, and only root may mount one");
    try (ObjectStore store = new DirectoryStore(small)) {
      store.write("a", bytes("old"));

      assertThatThrownBy(() -> store.write("a", new byte[100_000]))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot write " + small.resolve("a"))
          .hasMessageContaining("No space left");
      assertThat(store.read("a").orElseThrow().bytes()).isEqualTo(bytes("old"));
      try (Stream<Path> files = Files.list(small)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("a", "_locks");
      }
    } finally {
      run("umount", small.toString());
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
