package dev.barlake.orchestration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.MarketSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive needs a Java and a shell, and nothing else. */
class DistributionTest {
  @TempDir Path directory;

  @BeforeEach
  void unpack() throws IOException, InterruptedException {
    Path archive;
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      archive = built.filter(file -> file.toString().endsWith(".tar")).findFirst().orElseThrow();
    }
    Process tar =
        new ProcessBuilder("tar", "-xf", archive.toAbsolutePath().toString(), "--strip=1")
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    Path commands = Files.createDirectory(directory.resolve("commands"));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.createSymbolicLink(commands.resolve("java"), java);
    Files.createSymbolicLink(commands.resolve("bash"), Path.of("/bin/bash"));
  }

  @Test
  void barsAreExtractedWithNothingOnThePathButJavaAndAShell()
      throws IOException, InterruptedException {
    try (MarketSimulator market = MarketSimulator.start()) {
      String out =
          run(
              "aggregates",
              "--tickers=KO",
              "--timespan=hour",
              "--from=2024-01-02",
              "--to=2024-01-31",
              "--lake=" + directory.resolve("lake"),
              "--apiBaseUrl=" + market.url(),
              "--requestsPerMinute=6000");

      assertThat(out).contains("\"status\":\"done\"");
      assertThat(
              directory.resolve(
                  "lake/bars/timespan=1hour/adjusted=true/symbol=KO/month=2024-01/bars.parquet"))
          .isNotEmptyFile();
    }
  }

  private String run(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(directory.resolve("barlake").toString()));
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", directory.resolve("commands").toString());
    builder.environment().put("MASSIVE_API_KEY", System.getenv("MASSIVE_API_KEY"));
    builder.redirectError(directory.resolve("err").toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("err"))).isZero();
    return out;
  }
}
