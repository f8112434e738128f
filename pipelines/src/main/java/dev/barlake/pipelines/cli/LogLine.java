package dev.barlake.pipelines.cli;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One event, one line: {@code 2026-11-27T10:48:34Z INFO dev.barlake.lake.Lake: …}, in UTC. Of a
 * throwable it has the causes as {@link Causes} reports them; the stack trace follows only if
 * {@code BARLAKE_DEBUG} is set.
 *
 * <p>Public with a public constructor, since {@code logging.properties} names it.
 */
public final class LogLine extends Formatter {
  /** Wipes the {@link ProgressLine} that stands on a terminal's last line. */
  private static final String WIPE = "\r\033[K";

  private final boolean debug;
  private final String start;

  public LogLine() {
    this(Causes.debug(System.getenv()), ProgressLine.onTerminal());
  }

  LogLine(boolean debug, boolean terminal) {
    this.debug = debug;
    this.start = terminal ? WIPE : "";
  }

  @Override
  public String format(LogRecord event) {
    String text = String.valueOf(formatMessage(event));
    String causes = event.getThrown() == null ? "" : Causes.sentence(event.getThrown());
    String line = text.contains(causes) ? text : text + ": " + causes;
    return "%s%s %s %s: %s%n%s"
        .formatted(
            start,
            DateTimeFormatter.ISO_INSTANT.format(
                event.getInstant().truncatedTo(ChronoUnit.SECONDS)),
            event.getLevel().getName(),
            event.getLoggerName(),
            line.strip().replaceAll("\\s*\\R\\s*", " | "),
            debug ? Causes.stackTrace(event.getThrown()) : "");
  }
}
