package dev.barlake.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM beside this one, with the same options and class path. Closing it ends it. */
final class Child implements AutoCloseable {
  private static final int LAST_LINES = 20;

  private final Process process;
  private final Path errors;
  private final BufferedReader out;
  private final Writer in;

  /**
   * Starts a main class of this package.
   *
   * @param options more JVM options, which win over this JVM's
   */
  Child(Class<?> main, List<String> options, List<String> args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    errors = Files.createTempFile("barlake-bench-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("MASSIVE_API_KEY", "local-api-key");
    process = builder.start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Tells it something. */
  void say(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  /** The next line that it says. */
  String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IllegalStateException("A process of the benchmark ended early: " + lastErrors());
    }
    return line;
  }

  /** Reads to the next cost, passing over what else is said. */
  Cost cost() throws IOException {
    Cost cost = null;
    while (cost == null) {
      cost = Cost.parse(line());
    }
    return cost;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  String lastErrors() throws IOException {
    List<String> lines = Files.readAllLines(errors);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** Its standard input ends, and with that the process. */
  @Override
  public void close() throws IOException {
    try {
      in.close();
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    } finally {
      Files.deleteIfExists(errors);
    }
  }
}
