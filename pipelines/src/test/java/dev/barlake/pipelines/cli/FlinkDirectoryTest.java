package dev.barlake.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkDirectoryTest {
  @Test
  void itIsRemovedWithAllInItAsSoonAsFlinkHasClosed() throws IOException {
    Path directory = FlinkDirectory.create();
    Files.createDirectories(directory.resolve("flink-web-upload"));
    Files.writeString(directory.resolve("flink-conf.yaml"), "a: b\n");
    Path jar = Files.createFile(directory.resolve("flink-rpc-akka.jar"));
    AtomicBoolean closed = new AtomicBoolean();
    var flink =
        CompletableFuture.runAsync(
            () -> {
              try {
                closed.set(Files.deleteIfExists(jar));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
    FlinkDirectory.close(directory.toString());
    assertThat(closed).as("Flink had closed before").isTrue();
    assertThat(directory).doesNotExist();
    flink.join();
  }

  @Test
  void aDirectoryOfTheUsersOwnStays(@TempDir Path own) throws IOException {
    Path configuration = Files.createFile(own.resolve("flink-conf.yaml"));
    FlinkDirectory.close(own.toString());
    assertThat(configuration).exists();
    FlinkDirectory.close(null);
  }
}
