package dev.barlake.pipelines.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** How a run ended: one line of JSON, the last on standard output. */
public interface Summary {
  /** The number of an {@link ExitCode}. */
  int exitCode();

  /** What it says to people, on standard error before this line. */
  default List<String> lastWords(Paint paint) {
    return List.of();
  }

  default String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot write the summary of a run", e);
    }
  }

  /**
   * Of a run that ended before it could report more.
   *
   * @param status the exit code's name in lower case
   */
  record Failed(String command, String status, int exitCode, String error) implements Summary {
    static Failed of(String command, ExitCode code, String error) {
      return new Failed(command, code.name().toLowerCase(Locale.ROOT), code.code(), error);
    }
  }
}
