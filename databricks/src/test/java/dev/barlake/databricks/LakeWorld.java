package dev.barlake.databricks;

import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A market, with a lake and a database that the jobs fill. */
final class LakeWorld implements AutoCloseable {
  final MarketSimulator api = MarketSimulator.start();
  final Path lake;
  private final MySqlServer server = MySqlServer.start();
  final TestDatabase database = TestDatabase.of(server);

  LakeWorld(Path lake) {
    this.lake = lake;
    refreshReference();
  }

  /** Runs {@code aggregates} to its end. */
  void aggregates(String[] flags, String... more) {
    List<String> all = new ArrayList<>(List.of("--lake=" + lake));
    all.addAll(List.of(flags));
    all.addAll(List.of(more));
    job("aggregates.Aggregates", all);
  }

  /** Runs {@code reference} to its end. */
  void refreshReference() {
    job(
        "reference.Reference",
        List.of("--jdbcUrl=" + database.jdbcUrl(), "--jdbcUser=" + database.user()));
  }

  private void job(String main, List<String> flags) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--apiBaseUrl=" + api.url(),
                "--requestsPerMinute=100000",
                "--parallelism=4",
                "--runner=DirectRunner"));
    all.addAll(flags);
    Jobs.run(main, all);
  }

  @Override
  public void close() {
    api.close();
    server.close();
  }
}
