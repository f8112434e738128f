package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The jobs from their own jars, which Spark's do not see. They are loaded once for all worlds: a
 * process for each run would spend most of its time on its start.
 */
final class Jobs {
  private static final Path PIPELINES = Path.of("..", "pipelines", "target");
  private static final ClassLoader JARS =
      new URLClassLoader("jobs", jars(), ClassLoader.getPlatformClassLoader());

  private Jobs() {}

  /**
   * Runs a job to its end, one at a time: what Beam keeps for its process is one for all.
   *
   * @param main the job's main class, as {@code Aggregates}
   */
  static synchronized void run(String main, List<String> flags) {
    Thread thread = Thread.currentThread();
    ClassLoader ours = thread.getContextClassLoader();
    thread.setContextClassLoader(JARS);
    try {
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
      Object code =
          command(main)
              .invoke(
                  null, flags.toArray(String[]::new), System.getenv(), Clock.systemUTC(), out, out);
      assertThat(code).as(written.toString(StandardCharsets.UTF_8)).hasToString("DONE");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot run " + main + " " + flags, e);
    } finally {
      thread.setContextClassLoader(ours);
    }
  }

  /** All of a job but the end of its process. */
  private static Method command(String main) throws ReflectiveOperationException {
    Method run =
        JARS.loadClass("dev.barlake.pipelines." + main)
            .getDeclaredMethod(
                "run",
                String[].class,
                Map.class,
                Clock.class,
                PrintStream.class,
                PrintStream.class);
    run.setAccessible(true);
    return run;
  }

  private static URL[] jars() {
    try (Stream<Path> libraries = Files.list(PIPELINES.resolve("lib"))) {
      return Stream.concat(Stream.of(PIPELINES.resolve("barlake-pipelines.jar")), libraries)
          .map(Jobs::url)
          .toArray(URL[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot find the jobs' jars: build pipelines before", e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
