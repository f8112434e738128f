package dev.barlake.pipelines.cli;

import static dev.barlake.pipelines.aggregates.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.aggregates.AggregatesFlags;
import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.reference.ReferenceProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.runners.direct.DirectOptions;
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

  @Property
  void asManyThreadsAsTheBudgetNeedsAndThePlanUses(
      @ForAll @IntRange(min = 1, max = 200_000) int requestsPerMinute,
      @ForAll @IntRange(min = 1, max = 1_000) int requests) {
    int threads = Runners.threads(requestsPerMinute, requests);
    assertThat(enough(threads, requestsPerMinute, requests)).isTrue();
    assertThat(threads > 1 && enough(threads - 1, requestsPerMinute, requests)).isFalse();
  }

  /**
   * A thread has an answer each 0.16 s, thus 375 in a minute; for less than 8 it is not started.
   */
  private static boolean enough(int threads, int requestsPerMinute, int requests) {
    return threads * 375 >= requestsPerMinute || threads * 8 >= requests;
  }

  @Test
  void ofEmbeddedFlinkTheHeapIsThisProcesss() {
    double megabytes = Runtime.getRuntime().maxMemory() / 1024.0 / 1024;
    assertThat(options("--runner=FlinkRunner").getParallelism())
        .isEqualTo(Math.min(16, (int) (megabytes / 12)));
    assertThat(Runners.borne(190L << 20)).isEqualTo(15);
    assertThat(Runners.borne(Long.MAX_VALUE)).isPositive();
  }

  @Test
  void whatTheUserAsksForAndAClustersThreadsAreNotThisHeapsMatter() {
    assertThat(options("--runner=FlinkRunner", "--parallelism=31").getParallelism()).isEqualTo(31);
    assertThat(options("--runner=FlinkRunner", "--flinkMaster=host:8081").getParallelism())
        .isEqualTo(32);
    assertThat(options("--runner=DirectRunner").as(DirectOptions.class).getTargetParallelism())
        .isEqualTo(16);
  }

  @Test
  void aMachineThatDoesNotKnowItsOwnNameIsToldSo() throws Exception {
    Map<String, String> noNames = Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=/dev/null");
    String[] database = {"--jdbcUrl=jdbc:mysql://127.0.0.1:1/none", "--jdbcUser=nobody"};
    World.Outcome flink = ReferenceProcess.start(dir, noNames, database).outcome();
    World.Outcome planned =
        ReferenceProcess.start(dir, noNames, with(database, "--dryRun")).outcome();
    String told = "Embedded Flink needs this machine's own name to resolve, and it does not";
    assertThat(flink.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(flink.err()).contains(told);
    assertThat(planned.code()).as(planned.err()).isEqualTo(ExitCode.DONE);
  }

  /** Made ready for a budget that wants more threads than there may be. */
  private JobOptions options(String... flags) {
    JobOptions options =
        AggregatesFlags.read(
                World.ENVIRONMENT,
                Clock.systemUTC(),
                with(
                    flags,
                    "--tickers=KO",
                    "--from=2024-01-02",
                    "--lake=" + dir,
                    "--requestsPerMinute=100000"))
            .options();
    Runners.prepareStreaming(options, 10_000);
    return options;
  }
}
