package dev.barlake.pipelines.cli;

import dev.barlake.database.DatabaseException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The chain of causes as people read it: without the runners' wrappers, and nothing twice. */
public final class Causes {
  /** The variable of the environment that asks for stack traces. */
  static final String DEBUG = "BARLAKE_DEBUG";

  private static final int SHOWN = 4;

  private Causes() {}

  public static String sentence(Throwable thrown) {
    List<String> sentences = new ArrayList<>();
    for (Throwable cause : chain(thrown)) {
      String message = message(cause);
      if (!isWrapper(cause) && sentences.stream().noneMatch(earlier -> earlier.contains(message))) {
        sentences.add(message);
      }
      if (cause instanceof DatabaseException) {
        // Its message has its cause, and is shorter.
        break;
      }
    }
    if (sentences.isEmpty()) {
      return thrown.toString();
    }
    return String.join(": ", sentences.stream().limit(SHOWN).toList());
  }

  /** The first cause of the given type; the exception itself counts. */
  public static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
    return chain(thrown).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static Set<Throwable> chain(Throwable thrown) {
    Set<Throwable> chain = new LinkedHashSet<>();
    for (Throwable cause = thrown; cause != null && chain.add(cause); cause = cause.getCause()) {}
    return chain;
  }

  /** Whether the environment asks for stack traces. */
  public static boolean debug(Map<String, String> environment) {
    String value = environment.getOrDefault(DEBUG, "").strip();
    return !value.isEmpty() && !value.equals("0");
  }

  /** As Java prints it; empty for null. */
  public static String stackTrace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    if (thrown != null) {
      thrown.printStackTrace(new PrintWriter(trace, true));
    }
    return trace.toString();
  }

  private static String message(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    String message = cause.getMessage() == null ? name : cause.getMessage();
    if (cause instanceof OutOfMemoryError) {
      return "Out of memory (%s): the heap is %d MB; BARLAKE_JAVA_OPTS=-Xmx1g makes it larger"
          .formatted(message, Runtime.getRuntime().maxMemory() / (1024 * 1024));
    }
    if (isFault(cause)) {
      return "A fault in the program: %s%s%s; %s=1 shows the stack trace"
          .formatted(name, message.equals(name) ? "" : " " + message, place(cause), DEBUG);
    }
    return message;
  }

  /**
   * Whether an exception is a mistake in code, here or in a library, rather than one with a
   * sentence for people.
   */
  private static boolean isFault(Throwable cause) {
    boolean ofTheLanguage =
        cause instanceof RuntimeException && cause.getClass().getName().startsWith("java.");
    boolean sentence =
        cause instanceof IllegalStateException
            || cause instanceof IllegalArgumentException
            || cause instanceof UncheckedIOException
            || cause.getClass() == RuntimeException.class
            || isWrapper(cause);
    return cause instanceof Error || (ofTheLanguage && !sentence);
  }

  /** The innermost line of ours; of the library's if there is none. */
  private static String place(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return Arrays.stream(trace)
        .filter(line -> line.getClassName().startsWith("dev.barlake."))
        .findFirst()
        .or(() -> Arrays.stream(trace).findFirst())
        .map(line -> " at " + line)
        .orElse("");
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
