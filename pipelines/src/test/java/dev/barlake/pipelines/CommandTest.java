package dev.barlake.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.LakeException;
import dev.barlake.lake.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.junit.jupiter.api.Test;

class CommandTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** That the lake tells it so after two minutes is seen by the tests of the lake. */
  @Test
  void aStoreThatDoesNotAnswerMayDoSoLaterAndIsToldOfOnce() {
    IOException refused = new IOException("Connection refused");
    var silent = new StoreUnavailableException("Cannot read a: Connection refused", refused);
    var over = new LakeException(silent.getMessage() + " (asked again for 120 s)", silent);
    assertThat(run(new PipelineExecutionException(over))).isEqualTo(ExitCode.TRY_AGAIN_LATER);
    assertThat(err).hasToString("Cannot read a: Connection refused (asked again for 120 s)\n");
  }

  @Test
  void aStoreThatRefusesIsAnError() {
    IOException cause = new IOException("403");
    assertThat(run(new LakeException("Cannot read a", cause))).isEqualTo(ExitCode.ERROR);
    assertThat(err).hasToString("Cannot read a: 403\n");
  }

  private ExitCode run(RuntimeException thrown) {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    return new Command("aggregates", AggregatesOptions.class)
        .run(
            new String[0],
            nowhere,
            new PrintStream(err),
            () -> {
              throw thrown;
            });
  }
}
