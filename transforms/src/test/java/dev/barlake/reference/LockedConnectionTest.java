package dev.barlake.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.database.Database;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.retry.Backoff;
import dev.barlake.retry.Timing;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lock is held as long as the work takes, whatever the server does to idle connections. */
@Tag("database")
class LockedConnectionTest {
  private static final Duration NEVER = Duration.ofHours(1);

  private TestDatabase server;

  @BeforeEach
  void emptyDatabase() {
    server = TestDatabase.empty();
  }

  @Test
  void anIdleConnectionIsKeptAlive() {
    try (LockedConnection connection = open("?sessionVariables=wait_timeout=1", 200)) {
      long before = id(connection);
      // The server itself counts the time in which it would have ended the connection.
      server.query("SELECT SLEEP(2.5)");
      assertThat(id(connection)).as("the same connection").isEqualTo(before);
    }
  }

  @Test
  void withoutABeatTheServerEndsItAndTheNextUseTakesTheLockAnew() {
    try (LockedConnection connection = open("?sessionVariables=wait_timeout=1", NEVER.toMillis())) {
      long before = id(connection);
      server.query("SELECT SLEEP(2.5)");
      assertThat(holder()).as("the lock is free").isEqualTo("0");
      assertThat(id(connection)).isNotEqualTo(before);
      assertThat(holder()).isEqualTo(Long.toString(id(connection)));
    }
  }

  @Test
  void aBeatTakesTheLockAnewIfTheConnectionIsLost() {
    try (LockedConnection connection = open("", NEVER.toMillis())) {
      server.execute("KILL " + holder());
      connection.beat();
      assertThat(holder()).isNotEqualTo("0").isEqualTo(Long.toString(id(connection)));
    }
  }

  @Test
  void aBeatLeavesAConnectionAloneThatIsInUse() throws Exception {
    try (LockedConnection connection = open("", NEVER.toMillis())) {
      connection.use(
          "hold the turn",
          handle -> {
            Thread beat = new Thread(connection::beat);
            beat.start();
            try {
              beat.join(Duration.ofSeconds(20).toMillis());
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            assertThat(beat.isAlive()).as("the beat did not wait").isFalse();
            return true;
          });
    }
  }

  @Test
  void aBeatAfterTheEndTakesNothing() {
    LockedConnection connection = open("", NEVER.toMillis());
    connection.close();
    connection.beat();
    assertThat(holder()).isEqualTo("0");
  }

  @Test
  void theLockIsHeldOnce() {
    try (LockedConnection first = open("", NEVER.toMillis())) {
      assertThatThrownBy(() -> open("", NEVER.toMillis()))
          .isInstanceOf(RefreshRunningException.class)
          .hasMessageStartingWith("Cannot refresh " + server.jdbcUrl())
          .hasMessageEndingWith("in the server's connection " + id(first));
    }
    assertThat(holder()).isEqualTo("0");
  }

  private LockedConnection open(String parameters, long beatMillis) {
    return LockedConnection.open(
        new Database(server.jdbcUrl() + parameters, server.user()),
        Backoff.standard(Timing.SYSTEM).withPatience(Duration.ofSeconds(10)),
        (Handle handle) -> {},
        Duration.ofMillis(beatMillis));
  }

  private static long id(LockedConnection connection) {
    return connection.use(
        "look at the connection",
        handle -> handle.select("SELECT CONNECTION_ID()").mapTo(Long.class).one());
  }

  private String holder() {
    return server.value(
        "SELECT COALESCE(IS_USED_LOCK(CONCAT('barlake/', SHA2(DATABASE(), 224))), 0)");
  }
}
