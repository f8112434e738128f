package dev.barlake.store;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store in memory whose next writes can be made to go wrong. */
public final class MemoryStore implements ObjectStore {
  private final Map<String, byte[]> objects = new HashMap<>();
  private final Deque<Trouble> troubles = new ArrayDeque<>();

  /** What happens to one conditional write. */
  public sealed interface Trouble {
    /** No answer, and nothing was written. */
    record Refused() implements Trouble {}

    /** No answer, though all was written. */
    record AnswerLost() implements Trouble {}

    /** Another writer is faster. */
    record Race(Runnable rival) implements Trouble {}
  }

  /** Meets the next conditional write. */
  public void expect(Trouble trouble) {
    troubles.add(trouble);
  }

  /** What no write has met is over. */
  public void calm() {
    troubles.clear();
  }

  @Override
  public Optional<StoredObject> read(String key) {
    return Optional.ofNullable(objects.get(key))
        .map(bytes -> new StoredObject(bytes, Integer.toHexString(Arrays.hashCode(bytes))));
  }

  @Override
  public Optional<ObjectTail> readTail(String key, int bytes) {
    return Optional.ofNullable(objects.get(key))
        .map(
            all ->
                new ObjectTail(
                    Arrays.copyOfRange(all, Math.max(0, all.length - bytes), all.length),
                    all.length));
  }

  @Override
  public Optional<String> version(String key) {
    return read(key).map(StoredObject::version);
  }

  @Override
  public Optional<String> writeIf(String key, byte[] bytes, Optional<String> expectedVersion) {
    Trouble trouble = troubles.poll();
    if (trouble instanceof Trouble.Refused) {
      throw new StoreUnavailableException("Cannot write " + key, null);
    }
    if (trouble instanceof Trouble.Race race) {
      race.rival().run();
    }
    if (!version(key).equals(expectedVersion)) {
      return Optional.empty();
    }
    write(key, bytes);
    if (trouble instanceof Trouble.AnswerLost) {
      throw new StoreUnavailableException("Cannot write " + key, null);
    }
    return version(key);
  }

  @Override
  public void write(String key, byte[] bytes) {
    objects.put(key, bytes);
  }

  @Override
  public void requireWritable() {}

  @Override
  public List<String> list(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).sorted().toList();
  }

  @Override
  public String uri(String key) {
    return "memory:" + key;
  }

  @Override
  public void close() {}
}
