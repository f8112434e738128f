package dev.barlake.pipelines.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both trees of one lake, and the queries of the README over them. */
class MarketMeetsBarsTest {
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  @TempDir private static Path lake;
  private static MarketWorld world;

  @BeforeAll
  static void bringBoth() {
    world = new MarketWorld(lake);
    assertThat(world.run("--from=2026-11-16", "--to=2026-11-18").code()).isEqualTo(ExitCode.DONE);
    World bars = new World(world.api, lake);
    World.Outcome outcome =
        bars.run(
            world.clock,
            "--tickers=AAPL,BCPC,BCpC,NULL",
            "--timespan=minute",
            "--adjusted=false",
            "--from=2026-11-16",
            "--to=2026-11-18");
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @Test
  void rawMinutesOfBothTreesAreEqualTickerByTicker() {
    List<String> tickers = world.query(readme("equal"));

    assertThat(tickers).hasSize(4).allMatch(row -> row.endsWith(" 0"));
    assertThat(tickers.get(0)).startsWith("AAPL ");
  }

  @Test
  void aDifferenceWouldShow() {
    String without = readme("equal").replace("m.close", "m.close + (m.ticker = 'NULL')::INT");
    assertThat(world.query(without).stream().filter(row -> !row.endsWith(" 0")))
        .singleElement()
        .asString()
        .startsWith("NULL ");
  }

  @Test
  void theOtherQueriesOfTheReadmeRun() {
    assertThat(world.query(readme("cross-section"))).hasSize(5);
    assertThat(world.query(readme("one ticker"))).hasSizeGreaterThan(1000);
  }

  /** A query of the README by the words of its first line. */
  private static String readme(String words) {
    try {
      String text = Files.readString(Path.of("../transforms/README.md"));
      Matcher blocks = SQL.matcher(text.substring(text.indexOf("### The whole market by date")));
      while (blocks.find()) {
        String sql = blocks.group(1);
        if (sql.lines().findFirst().orElse("").contains(words)) {
          return sql.replace("'bars/", "'LAKE/");
        }
      }
      throw new AssertionError("No query about " + words);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
