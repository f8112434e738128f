package dev.barlake.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnersTest {
  @TempDir Path dir;

  @Test
  void aClusterIsGivenTheJobAndNotFlinkOnceMore() throws IOException {
    List<String> classPath = new ArrayList<>();
    for (String name :
        List.of(
            "barlake-pipelines-1.jar",
            "beam-runners-flink-1.19-2.70.0.jar",
            "flink-core-1.19.0.jar",
            "flink-shaded-zookeeper-3-3.7.1-17.0.jar",
            "slf4j-api-2.0.17.jar",
            "slf4j-jdk14-2.0.17.jar")) {
      classPath.add(Files.createFile(dir.resolve(name)).toString());
    }
    classPath.add(dir.resolve("missing.jar").toString());
    assertThat(Runners.filesToStage(String.join(File.pathSeparator, classPath)))
        .extracting(file -> Path.of(file).getFileName().toString())
        .containsExactly(
            "barlake-pipelines-1.jar",
            "beam-runners-flink-1.19-2.70.0.jar",
            "slf4j-api-2.0.17.jar");
  }
}
