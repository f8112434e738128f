package dev.barlake.market;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.retry.TryAgainLaterException;
import dev.barlake.store.FakeTime;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlatFileBucketTest {
  @Test
  void aServerThatDoesNotAnswerIsTriedAgainLater() {
    FlatFilesConfig nowhere = new FlatFilesConfig("http://127.0.0.1:9", "us_stocks_sip");
    Map<String, String> pair =
        Map.of(FlatFilesConfig.ACCESS_KEY, "a", FlatFilesConfig.SECRET_KEY, "s");
    try (FlatFileBucket bucket = new FlatFileBucket(nowhere, pair, new FakeTime().timing())) {
      assertThatThrownBy(() -> bucket.list(LocalDate.of(2026, 1, 1), false))
          .isInstanceOf(TryAgainLaterException.class)
          .hasMessageContaining("127.0.0.1:9");
    }
  }
}
