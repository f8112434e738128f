package dev.barlake.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLineTest {
  private final LogLine quiet = new LogLine(false, false);

  @Test
  void anEventIsALineInUtcWhateverTheMachinesZoneAndLanguage() {
    Locale language = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
    try {
      assertThat(quiet.format(event("One of {0} is late", null)))
          .isEqualTo("2026-11-27T10:48:34Z WARNING dev.barlake.Some: One of 12 is late\n");
    } finally {
      Locale.setDefault(language);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void aThrowablesCausesStandOnTheSameLine() {
    Exception wrapped = new ExecutionException(new IOException("Connection reset"));
    assertThat(quiet.format(event("Cannot close", wrapped)))
        .isEqualTo(
            "2026-11-27T10:48:34Z WARNING dev.barlake.Some: Cannot close: Connection reset\n");
    assertThat(quiet.format(event("Cannot close: Connection reset", wrapped)))
        .as("nothing twice")
        .isEqualTo(
            "2026-11-27T10:48:34Z WARNING dev.barlake.Some: Cannot close: Connection reset\n");
  }

  @Test
  void aMessageOfSeveralLinesIsOneLine() {
    assertThat(quiet.format(event("First\n  second\r\n\r\nthird\n", null)))
        .endsWith("dev.barlake.Some: First | second | third\n")
        .hasLineCount(1);
  }

  @Test
  void theStackTraceFollowsWhereItIsAskedFor() {
    String text =
        new LogLine(true, false).format(event("Cannot close", new IOException("Connection reset")));
    assertThat(text.lines())
        .hasSizeGreaterThan(3)
        .startsWith(
            "2026-11-27T10:48:34Z WARNING dev.barlake.Some: Cannot close: Connection reset",
            "java.io.IOException: Connection reset");
    assertThat(new LogLine(true, false).format(event("All is well", null))).hasLineCount(1);
  }

  @Test
  void onATerminalItTakesTheProgressLinesPlace() {
    assertThat(new LogLine(false, true).format(event("Late", null)))
        .isEqualTo("\r\033[K2026-11-27T10:48:34Z WARNING dev.barlake.Some: Late\n");
  }

  private static LogRecord event(String message, Throwable thrown) {
    LogRecord event = new LogRecord(Level.WARNING, message);
    event.setLoggerName("dev.barlake.Some");
    event.setInstant(Instant.parse("2026-11-27T10:48:34.987Z"));
    event.setThrown(thrown);
    if (message.contains("{0}")) {
      event.setParameters(new Object[] {"12"});
    }
    return event;
  }
}
