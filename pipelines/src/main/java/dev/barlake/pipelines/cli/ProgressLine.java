package dev.barlake.pipelines.cli;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Reports on standard error how far a run is. On a terminal one line is rewritten each second;
 * elsewhere there is a plain line every 30 seconds.
 */
public final class ProgressLine implements AutoCloseable {
  /** Set when the process is about to end: its last words must stay the last. */
  private static final AtomicBoolean SILENT = new AtomicBoolean();

  private final PrintStream err;
  private final Supplier<String> line;
  private final boolean terminal = onTerminal();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });

  private ProgressLine(PrintStream err, Supplier<String> line) {
    this.err = err;
    this.line = line;
  }

  /** Starts to report. */
  public static ProgressLine start(PrintStream err, Supplier<String> line) {
    ProgressLine progress = new ProgressLine(err, line);
    long seconds = progress.terminal ? 1 : 30;
    var unused =
        progress.timer.scheduleAtFixedRate(progress::tell, seconds, seconds, TimeUnit.SECONDS);
    return progress;
  }

  /** Whether standard error is a terminal, which only the launcher knows. */
  static boolean onTerminal() {
    return Boolean.getBoolean("barlake.terminal");
  }

  /** From now on no line is printed any more, in this process. */
  static void silence() {
    synchronized (SILENT) {
      SILENT.set(true);
    }
  }

  private void tell() {
    synchronized (SILENT) {
      if (!SILENT.get()) {
        print();
      }
    }
  }

  private void print() {
    if (terminal) {
      err.print("\r\033[K" + line.get());
      err.flush();
    } else {
      err.println(line.get());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    if (terminal) {
      err.println("\r\033[K" + line.get());
    }
  }
}
