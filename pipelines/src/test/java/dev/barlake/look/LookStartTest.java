package dev.barlake.look;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookStartTest {
  /** They are what makes a start slow, and a look at a directory needs neither. */
  @Test
  void aLookAtADirectoryStartsNeitherFlinkNorBeamsOptions(@TempDir Path empty)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Status.class.getName(),
                "--lake=" + empty)
            .redirectErrorStream(true)
            .start();
    String loaded = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(loaded)
        .contains("There is no lake at " + empty, StatusOptions.class.getName())
        .doesNotContain("org.apache.flink", "PipelineOptionsFactory ");
  }
}
