package dev.barlake.process;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Things that all threads of a process share, each as long as somebody uses it: the first who asks
 * makes it, the last who gives it back ends it. What is kept longer would keep a finished job's
 * classes in a cluster's workers for ever.
 *
 * <p>A class that shares something owns one of these, and nothing else that is static. Thread-safe.
 */
public final class Leases<K, V> {
  private final Map<K, Lease<V>> held = new ConcurrentHashMap<>();
  private final Consumer<V> end;

  private record Lease<V>(V value, int users) {}

  /**
   * None yet.
   *
   * @param end what is done with a thing that nobody uses any more
   */
  public Leases(Consumer<V> end) {
    this.end = end;
  }

  /** The one of this key, made if there is none; to be given back by {@link #release}. */
  public V take(K key, Supplier<V> make) {
    return held.compute(
            key,
            (same, found) ->
                found == null
                    ? new Lease<>(make.get(), 1)
                    : new Lease<>(found.value(), found.users() + 1))
        .value();
  }

  /** Ends one use. More than were taken do no harm. */
  public void release(K key) {
    held.computeIfPresent(
        key,
        (same, found) -> {
          if (found.users() > 1) {
            return new Lease<>(found.value(), found.users() - 1);
          }
          end.accept(found.value());
          return null;
        });
  }
}
