package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.BarBlock;
import dev.barlake.store.FakeTime;
import dev.barlake.store.S3Fixture;
import dev.barlake.store.StoreException;
import dev.barlake.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3LakeTest extends LakeContract {
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
  Lake newLake() {
    return Lake.open("s3://lake/test" + PREFIXES.incrementAndGet() + "/", s3.options());
  }

  @Test
  void tellsPlacesAsUris() {
    try (Lake lake = Lake.open("s3://lake/a/b/", s3.options());
        Lake whole = Lake.open("s3://lake", s3.options())) {
      assertThat(lake.uri("c/d")).isEqualTo("s3://lake/a/b/c/d");
      assertThat(whole.uri("c/d")).isEqualTo("s3://lake/c/d");
    }
  }

  /** The answer to the first put is lost: it was carried out, and nobody was told. */
  @Test
  void aPutWithoutAnAnswerIsFoundAgainAndItsBarsAreStillNew() {
    BarBlock block = Blocks.block(0, 4, 10, 1);
    s3.loseNextAnswer();
    try (Lake lake = new Lake(s3.store("lost/"), new FakeTime().timing())) {
      MergeResult result = (MergeResult) lake.merge(block);

      assertThat(result.written()).isTrue();
      assertThat(result.counts().bars()).isEqualTo(block.bars());
      assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).contains(block);
    }
  }

  @Test
  void aNewScaleWithoutAnAnswerIsFoundAgain() {
    try (Lake lake = new Lake(s3.store("scale/"), new FakeTime().timing())) {
      lake.merge(Blocks.block(0, 20, 10, 1));
      BarBlock scaled = scaled(Blocks.block(0, 20, 10, 2), 0.5);
      s3.loseNextAnswer();

      MergeResult result = (MergeResult) lake.merge(scaled);

      assertThat(result.epoch().revision()).isEqualTo(1);
      assertThat(result.counts().bars()).isEqualTo(scaled.bars());
      assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY))
          .contains(Blocks.under(result.epoch(), scaled));
    }
  }

  @Test
  void anOutageInTheMiddleOfAMergeIsSurvived() {
    try (S3Fixture failing = new S3Fixture()) {
      FakeTime time = new FakeTime();
      time.afterSleep(
          () -> {
            if (time.sleeps().size() == 2) {
              failing.start();
            }
          });
      try (Lake lake = new Lake(failing.store(""), time.timing())) {
        lake.merge(Blocks.block(0, 4, 10, 1));
        failing.stop();

        lake.merge(Blocks.block(4, 8, 10, 1));

        assertThat(time.sleeps()).hasSize(2);
        assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).contains(Blocks.block(0, 8, 10, 1));
      }
    }
  }

  @Test
  void anOutageWithoutEndIsToldAfterTwoMinutes() {
    S3Fixture stopped = new S3Fixture();
    FakeTime time = new FakeTime();
    try (Lake lake = new Lake(stopped.store(""), time.timing())) {
      stopped.stop();

      assertThatThrownBy(() -> lake.merge(Blocks.block(0, 4, 10, 1)))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot read s3://lake/bars/")
          .hasMessageContaining("--endpoint")
          .hasMessageContaining("asked again for 120 s")
          .hasCauseInstanceOf(StoreUnavailableException.class);
    }
    assertThat(time.sleeps()).hasSizeLessThan(25);
    assertThat(time.sleeps().stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(130));
  }
}
