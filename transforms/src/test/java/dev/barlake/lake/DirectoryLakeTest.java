package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.store.StoreException;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryLakeTest extends LakeContract {
  @TempDir private Path directory;

  @Override
  Lake newLake() {
    return open(directory.toString());
  }

  @Test
  void aFileUriIsADirectory() {
    try (Lake lake = open(directory.resolve("a b").toUri().toString())) {
      lake.write("_manifests/x.json", new byte[] {1});

      assertThat(directory.resolve("a b/_manifests/x.json")).exists();
      assertThat(lake.uri("x")).isEqualTo(directory.resolve("a b/x").toString());
      assertThat(lake.list("_manifests")).containsExactly("_manifests/x.json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://", "s3:///prefix", "s3:bucket", "gs://bucket", "file://%"})
  void otherUrisAreRefused(String uri) {
    assertThatThrownBy(() -> open(uri))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("'" + uri + "'")
        .hasMessageContaining("s3://bucket/prefix");
  }

  private static Lake open(String uri) {
    return Lake.open(uri, PipelineOptionsFactory.create());
  }
}
