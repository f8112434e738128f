package dev.barlake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.lake.Blocks;
import dev.barlake.lake.Lake;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3StoreTest extends ObjectStoreContract {
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static S3Fixture s3;

  @BeforeAll
  static void startS3() {
    s3 = new S3Fixture();
  }

  @AfterAll
  static void stopS3() {
    s3.close();
  }

  @Override
  ObjectStore newStore() {
    return s3.store("test" + PREFIXES.incrementAndGet() + "/");
  }

  @Test
  void listsAllPages() {
    try (ObjectStore store = newStore()) {
      IntStream.range(0, 1010).forEach(n -> store.write("a/%04d".formatted(n), bytes("x")));

      assertThat(store.list("a")).hasSize(1010).isSorted();
    }
  }

  @Test
  void refusedCredentialsAreToldAtOnceAndTheSecretIsNot() {
    try (Lake lake = Lake.open("s3://lake/x", s3.options("local-access-key", "wrong-secret"))) {
      assertThatThrownBy(() -> lake.read("a"))
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot read s3://lake/x/a: S3 answers 403")
          .hasMessageContaining("AWS_SECRET_ACCESS_KEY")
          .hasMessageNotContaining("wrong-secret");
      assertThatThrownBy(() -> lake.write("a", bytes("x")))
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot write s3://lake/x/a: S3 answers 403")
          .hasMessageContaining("AWS_SECRET_ACCESS_KEY");
      assertThatThrownBy(lake::requireWritable)
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot write s3://lake/x/_probe: S3 answers 403");
      assertThatThrownBy(() -> lake.list("a"))
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageContaining("AWS_SECRET_ACCESS_KEY");
    }
  }

  @Test
  void aMissingBucketIsToldAtOnce() {
    try (Lake lake = Lake.open("s3://nowhere", s3.options())) {
      for (Runnable action :
          new Runnable[] {
            lake::requireWritable,
            () -> lake.read("a"),
            () -> lake.write("a", bytes("x")),
            () -> lake.list(""),
            () -> lake.merge(Blocks.block(0, 1, 10, 1))
          }) {
        assertThatThrownBy(action::run)
            .isExactlyInstanceOf(StoreException.class)
            .hasMessageContaining("there is no bucket nowhere");
      }
    }
  }

  @Test
  void anOutageIsUnavailability() {
    S3Fixture stopped = new S3Fixture();
    try (ObjectStore store = stopped.store("")) {
      stopped.stop();

      assertThatThrownBy(() -> store.read("a")).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.write("a", bytes("x")))
          .isInstanceOf(StoreUnavailableException.class);
    }
  }
}
