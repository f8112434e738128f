package dev.barlake.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store keeps to. */
abstract class ObjectStoreContract {
  private static final int WRITERS = 16;
  private ObjectStore store;

  /** A store of its own for each test. */
  abstract ObjectStore newStore();

  @BeforeEach
  void open() {
    store = newStore();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void nothingIsThereAtFirst() {
    assertThat(store.read("a/b")).isEmpty();
    assertThat(store.readTail("a/b", 8)).isEmpty();
    assertThat(store.version("a/b")).isEmpty();
    assertThat(store.list("")).isEmpty();
    assertThat(store.list("a")).isEmpty();
  }

  @Test
  void readsWhatWasWritten() {
    store.write("a/symbol=BC%70C/b", bytes("one"));
    store.write("a/symbol=BC%70C/b", bytes("two"));
    store.write("empty", bytes(""));

    assertThat(text("a/symbol=BC%70C/b")).isEqualTo("two");
    assertThat(text("empty")).isEmpty();
  }

  @Test
  void aVersionIsTheContents() {
    String one = store.writeIf("a", bytes("one"), Optional.empty()).orElseThrow();
    assertThat(store.version("a")).contains(one);
    assertThat(store.read("a").orElseThrow().version()).isEqualTo(one);

    store.write("a", bytes("two"));
    assertThat(store.version("a").orElseThrow()).isNotEqualTo(one);
    store.write("a", bytes("one"));
    assertThat(store.version("a")).contains(one);
  }

  @Test
  void readsTheEndOfAnObject() {
    store.write("a", bytes("0123456789"));

    assertThat(store.readTail("a", 3))
        .hasValueSatisfying(
            tail -> {
              assertThat(tail.bytes()).isEqualTo(bytes("789"));
              assertThat(tail.length()).isEqualTo(10);
            });
    assertThat(store.readTail("a", 10).orElseThrow().bytes()).hasSize(10);
    assertThat(store.readTail("a", 11))
        .hasValueSatisfying(
            tail -> {
              assertThat(tail.bytes()).hasSize(10);
              assertThat(tail.length()).isEqualTo(10);
            });
  }

  @Test
  void theEndOfAnEmptyObjectIsEmpty() {
    store.write("a", bytes(""));

    assertThat(store.readTail("a", 3))
        .hasValueSatisfying(
            tail -> {
              assertThat(tail.bytes()).isEmpty();
              assertThat(tail.length()).isZero();
            });
    assertThat(store.version("a")).isEqualTo(store.read("a").map(StoredObject::version));
  }

  @Test
  void toSeeThatItIsWritableStoresNothing() {
    store.requireWritable();
    store.requireWritable();

    assertThat(store.list("")).isEmpty();
  }

  @Test
  void writesOnlyWhatIsNotThere() {
    assertThat(store.writeIf("a", bytes("one"), Optional.empty())).isPresent();
    assertThat(store.writeIf("a", bytes("two"), Optional.empty())).isEmpty();
    assertThat(text("a")).isEqualTo("one");
  }

  @Test
  void writesOnlyOverTheExpectedVersion() {
    String first = store.writeIf("a", bytes("one"), Optional.empty()).orElseThrow();
    String second = store.writeIf("a", bytes("two"), Optional.of(first)).orElseThrow();

    assertThat(store.writeIf("a", bytes("three"), Optional.of(first))).isEmpty();
    assertThat(text("a")).isEqualTo("two");
    assertThat(store.read("a").orElseThrow().version()).isEqualTo(second);
  }

  @Test
  void aVersionOfAnObjectThatIsGoneIsALostRace() {
    String version = store.writeIf("a", bytes("one"), Optional.empty()).orElseThrow();

    assertThat(store.writeIf("b", bytes("two"), Optional.of(version))).isEmpty();
    assertThat(store.read("b")).isEmpty();
  }

  @Test
  void listsWholeSegmentsInOrder() {
    List.of("b/2", "b/1/x", "a", "ba/1").forEach(key -> store.write(key, bytes(key)));

    assertThat(store.list("")).containsExactly("a", "b/1/x", "b/2", "ba/1");
    assertThat(store.list("b")).containsExactly("b/1/x", "b/2");
    assertThat(store.list("b/")).containsExactly("b/1/x", "b/2");
  }

  @Test
  void writersOfOneKeyLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> writers =
          IntStream.range(0, WRITERS)
              .<Future<?>>mapToObj(n -> threads.submit(() -> append(n)))
              .toList();
      for (Future<?> writer : writers) {
        writer.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
    assertThat(text("a").lines())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, WRITERS).mapToObj(String::valueOf).toList());
  }

  private void append(int n) {
    Optional<String> written = Optional.empty();
    for (int attempt = 0; written.isEmpty(); attempt++) {
      assertThat(attempt).isLessThan(10_000);
      Optional<StoredObject> found = store.read("a");
      String text = found.map(object -> new String(object.bytes(), UTF_8)).orElse("") + n + "\n";
      written = store.writeIf("a", bytes(text), found.map(StoredObject::version));
    }
  }

  private String text(String key) {
    return new String(store.read(key).orElseThrow().bytes(), UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
