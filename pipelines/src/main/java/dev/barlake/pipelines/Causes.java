package dev.barlake.pipelines;

import dev.barlake.database.DatabaseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The chain of causes as people read it: without the runners' wrappers, and nothing twice. */
final class Causes {
  private static final int SHOWN = 4;

  private Causes() {}

  static String tell(Throwable thrown) {
    List<String> told = new ArrayList<>();
    Set<Throwable> seen = new LinkedHashSet<>();
    for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
      String message =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      if (!isWrapper(cause) && told.stream().noneMatch(earlier -> earlier.contains(message))) {
        told.add(message);
      }
      if (cause instanceof DatabaseException) {
        // It tells of its cause itself, and shorter.
        break;
      }
    }
    if (told.isEmpty()) {
      return thrown.toString();
    }
    return String.join(": ", told.stream().limit(SHOWN).toList());
  }

  /** The first cause of the given type; the exception itself counts. */
  static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
    Set<Throwable> seen = new LinkedHashSet<>();
    for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }

  /** Whether an exception says only that another one happened. */
  private static boolean isWrapper(Throwable cause) {
    String name = cause.getClass().getName();
    boolean runners =
        name.startsWith("org.apache.flink.")
            || name.startsWith("org.apache.beam.sdk.util.")
            || name.startsWith("java.util.concurrent.")
            || cause.getClass() == RuntimeException.class;
    return runners && cause.getCause() != null;
  }
}
