package dev.barlake.pipelines.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.pipelines.aggregates.Aggregates;
import dev.barlake.store.StoreException;
import dev.barlake.store.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.junit.jupiter.api.Test;

class CommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** That the lake tells it so after two minutes is seen by the tests of the lake. */
  @Test
  void aStoreThatDoesNotAnswerMayDoSoLaterAndIsToldOfOnce() {
    IOException refused = new IOException("Connection refused");
    var silent = new StoreUnavailableException("Cannot read a: Connection refused", refused);
    var over = new StoreException(silent.getMessage() + " (asked again for 120 s)", silent);
    assertThat(run(new PipelineExecutionException(over))).isEqualTo(ExitCode.TRY_AGAIN_LATER);
    assertThat(err).hasToString("Cannot read a: Connection refused (asked again for 120 s)\n");
  }

  @Test
  void aStoreThatRefusesIsAnError() {
    IOException cause = new IOException("403");
    assertThat(run(new StoreException("Cannot read a", cause))).isEqualTo(ExitCode.ERROR);
    assertThat(err).hasToString("Cannot read a: 403\n");
  }

  @Test
  void anErrorOfTheMachineIsASentenceASummaryAndExitCode1() throws IOException {
    for (Error error :
        List.of(
            new OutOfMemoryError("unable to create native thread"),
            new StackOverflowError(),
            new NoClassDefFoundError("a/B"))) {
      err.reset();
      out.reset();
      assertThat(run(error)).isEqualTo(ExitCode.ERROR);
      assertThat(err.toString(UTF_8)).hasLineCount(1);
      assertThat(new ObjectMapper().readTree(out.toString(UTF_8)).path("exitCode").asInt())
          .isEqualTo(1);
    }
    run(new OutOfMemoryError("Java heap space"));
    assertThat(err.toString(UTF_8)).contains("Out of memory (Java heap space)", "-Xmx");
  }

  @Test
  void aFaultInCodeIsToldWithItsPlaceInOneLine() {
    RuntimeException fault = new NullPointerException("\"it\" is null");
    assertThat(run(new PipelineExecutionException(new RuntimeException(fault))))
        .isEqualTo(ExitCode.ERROR);
    assertThat(err.toString(UTF_8))
        .startsWith(
            "A fault in the program: NullPointerException \"it\" is null at"
                + " dev.barlake.pipelines.cli.CommandTest.")
        .endsWith("; BARLAKE_DEBUG=1 shows the stack trace\n")
        .hasLineCount(1);
  }

  @Test
  void theStackTraceFollowsTheSentenceWhereItIsAskedFor() {
    run(new StoreException("Cannot read a", new IOException("403")), Map.of("BARLAKE_DEBUG", "1"));
    assertThat(err.toString(UTF_8))
        .startsWith("Cannot read a: 403\ndev.barlake.store.StoreException: Cannot read a\n\tat ")
        .contains("Caused by: java.io.IOException: 403");
    err.reset();
    run(new StoreException("Cannot read a", new IOException("403")), Map.of("BARLAKE_DEBUG", "0"));
    assertThat(err).hasToString("Cannot read a: 403\n");
  }

  private ExitCode run(Throwable thrown) {
    return run(thrown, Map.of());
  }

  private ExitCode run(Throwable thrown, Map<String, String> environment) {
    return Aggregates.COMMAND.run(
        new String[0],
        environment,
        new PrintStream(out),
        new PrintStream(err),
        () -> {
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) thrown;
        });
  }
}
