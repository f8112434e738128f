package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTablesTest {
  @TempDir Path lake;

  @Test
  void barsOfTheLakeComeIntoTheTables() {
    try (LakeWorld world = new LakeWorld(lake)) {
      world.aggregates(
          "--tickers=KO,BCpC",
          "--multiplier=5",
          "--timespan=minute",
          "--adjusted=both",
          "--from=2024-02-20",
          "--to=2024-03-15",
          "--runId=x.scheduled__2024-01-01T00:00:00+00:00");
      for (int i = 0; i < 3; i++) {
        long t = System.nanoTime();
        System.out.println(world.load() + " " + (System.nanoTime() - t) / 1e9);
      }
      world
          .rows("SELECT * FROM gold_daily_bars ORDER BY ticker, adjusted, trade_date LIMIT 5")
          .forEach(System.out::println);
      world
          .rows("SELECT * FROM gold_indicators ORDER BY ticker, trade_date DESC LIMIT 3")
          .forEach(System.out::println);
      world
          .rows(
              "SELECT ticker, adjusted, state, count(*) FROM gold_coverage GROUP BY ALL ORDER BY ALL")
          .forEach(System.out::println);
      world
          .rows("SELECT problem, count(*) FROM silver_quarantine GROUP BY ALL")
          .forEach(System.out::println);
      assertThat(world.load().files()).isZero();
    }
  }
}
