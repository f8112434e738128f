package dev.barlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that has ended, with what it used from its start to its end, as bash's {@code time}
 * reports it: CPU of user and system, that of the processes it waited for included. So the shell of
 * a launcher counts. Needs bash and Linux.
 *
 * @param cost of no bars, since nobody sees them from outside
 * @param out lines of its standard output
 * @param errors lines of its standard error
 */
record WholeProcess(int exitCode, Cost cost, List<String> out, List<String> errors) {
  private static final int SAMPLE_MILLIS = 20;
  private static final int LAST_LINES = 20;

  /** What time says goes to the shell's standard error, since the command has one of its own. */
  private static final String MEASURE =
      """
      out=$1 errors=$2
      shift 2
      TIMEFORMAT='%3R %3U %3S'
      time "$@" </dev/null >"$out" 2>"$errors"
      """;

  /**
   * Runs a command to its end.
   *
   * @param environment variables beside those of this process
   */
  static WholeProcess run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("barlake-bench-", ".out");
    Path errors = Files.createTempFile("barlake-bench-", ".log");
    try {
      List<String> measured = new ArrayList<>(List.of("bash", "-c", MEASURE, "bash"));
      measured.addAll(List.of(out.toString(), errors.toString()));
      measured.addAll(command);
      ProcessBuilder builder = new ProcessBuilder(measured);
      builder.environment().putAll(environment);
      Process shell = builder.start();
      // A benchmark that is interrupted must not leave its job running.
      Thread ending = new Thread(() -> shell.descendants().forEach(ProcessHandle::destroy));
      Runtime.getRuntime().addShutdownHook(ending);
      double peak = peak(shell);
      Runtime.getRuntime().removeShutdownHook(ending);
      return new WholeProcess(
          shell.exitValue(),
          cost(shell, peak),
          Files.readAllLines(out),
          Files.readAllLines(errors));
    } finally {
      Files.delete(out);
      Files.delete(errors);
    }
  }

  /**
   * Waits for the end, and returns the peak of resident memory in megabytes, as last seen. A
   * launcher that replaces itself by its job keeps its process id, so one process is looked at.
   */
  private static double peak(Process shell) throws InterruptedException {
    ProcessHandle process = null;
    double peak = 0;
    while (!shell.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
      if (process == null) {
        process = shell.children().findFirst().orElse(null);
      }
      if (process != null) {
        peak = Math.max(peak, peakSoFar(process));
      }
    }
    return peak;
  }

  private static double peakSoFar(ProcessHandle process) {
    try {
      return Cost.status(Long.toString(process.pid()), "VmHWM:");
    } catch (IOException ended) {
      return 0;
    }
  }

  private static Cost cost(Process shell, double peak) throws IOException {
    String said = new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    // After what bash itself may say of the command; some locales write 0,5.
    String[] seconds = said.substring(said.lastIndexOf('\n') + 1).replace(',', '.').split(" ", -1);
    if (seconds.length != 3) {
      throw new IOException("Cannot measure: bash printed no times but: " + said);
    }
    double cpu = Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]);
    return new Cost(cpu, Double.parseDouble(seconds[0]), peak, 0);
  }

  /** The last line of its standard output; empty if there is none. */
  String lastLine() {
    return out.isEmpty() ? "" : out.get(out.size() - 1);
  }

  /** This, if it ended with the given exit code. */
  WholeProcess ended(int expected, String who) {
    if (exitCode != expected) {
      List<String> last = errors.subList(Math.max(0, errors.size() - LAST_LINES), errors.size());
      throw new IllegalStateException(
          "Cannot trust the figures: %s ended with %d instead of %d: %s%n%s"
              .formatted(who, exitCode, expected, lastLine(), String.join("\n", last)));
    }
    return this;
  }
}
