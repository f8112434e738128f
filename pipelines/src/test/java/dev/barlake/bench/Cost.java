package dev.barlake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** What a process has used: CPU and wall seconds, and its peak resident memory in megabytes. */
record Cost(double cpuSeconds, double wallSeconds, double peakMegabytes, long bars) {
  private static final String MARK = "#cost ";

  /** What this process has used so far; the CPU of the JVM's start and compilers included. */
  static Cost soFar(long bars) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    Duration cpu = info.totalCpuDuration().orElse(Duration.ZERO);
    double wall =
        info.startInstant()
            .map(start -> Duration.between(start, Instant.now()).toMillis() / 1e3)
            .orElse(0.0);
    return new Cost(cpu.toMillis() / 1e3, wall, peak(), bars);
  }

  Cost since(Cost before) {
    return new Cost(
        cpuSeconds - before.cpuSeconds,
        wallSeconds - before.wallSeconds,
        peakMegabytes,
        bars - before.bars);
  }

  double cpuPerMillion() {
    return cpuSeconds / (bars / 1e6);
  }

  /** A run that did less than all of it is no measure. */
  static void checkBars(long expected, long written, String who) {
    if (written != expected) {
      throw new IllegalStateException(
          "Cannot trust the figures: %s wrote %,d bars, expected were %,d"
              .formatted(who, written, expected));
    }
  }

  /** As a line for the parent process. */
  String toLine() {
    return MARK + cpuSeconds + " " + wallSeconds + " " + peakMegabytes + " " + bars;
  }

  /** The cost in a line, or null if it is another line. */
  static Cost parse(String line) {
    if (!line.startsWith(MARK)) {
      return null;
    }
    String[] parts = line.substring(MARK.length()).split(" ", -1);
    return new Cost(
        Double.parseDouble(parts[0]),
        Double.parseDouble(parts[1]),
        Double.parseDouble(parts[2]),
        Long.parseLong(parts[3]));
  }

  /** VmHWM of Linux; 0 elsewhere. */
  private static double peak() {
    try {
      return status("self", "VmHWM:");
    } catch (IOException e) {
      return 0;
    }
  }

  /** A size of {@code /proc/<pid>/status}, in megabytes. */
  static double status(String pid, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", pid, "status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return 0;
  }
}
