package dev.barlake.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.localstack.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long a transaction is tried; what stops it is played, and time with it. */
@Tag("database")
class TransactionsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final FakeTiming time = FakeTiming.create();
  private Transactions transactions;

  @BeforeEach
  void open() {
    TestDatabase shared = TestDatabase.empty();
    Database database = new Database(shared.jdbcUrl(), shared.user());
    transactions = Transactions.shared(database, PATIENCE, time.timing());
  }

  @AfterEach
  void close() {
    transactions.close();
  }

  @Test
  void anOutageIsWaitedForTwoMinutesInAllAndThenNotAgain() {
    assertThatThrownBy(() -> run(fails("08S01")))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.unavailable()).isTrue())
        .hasMessageStartingWith("Cannot play: ");
    assertThat(time.elapsed()).isBetween(PATIENCE, PATIENCE.plus(SLACK));
    int sleeps = time.sleeps().size();
    assertThatThrownBy(() -> run(fails("08S01"))).isInstanceOf(DatabaseException.class);
    assertThat(time.sleeps()).as("patience was over").hasSize(sleeps);
  }

  @Test
  void anOutageAfterOneThatIsOverIsWaitedForAnew() {
    assertThatThrownBy(() -> run(fails("08S01"))).isInstanceOf(DatabaseException.class);
    assertThat(run(works())).isEqualTo("done");
    Duration before = time.elapsed();
    assertThatThrownBy(() -> run(fails("08S01"))).isInstanceOf(DatabaseException.class);
    assertThat(time.elapsed().minus(before)).isBetween(PATIENCE, PATIENCE.plus(SLACK));
  }

  @Test
  void anyAnswerOfTheServerEndsTheOutage() {
    for (String answer : new String[] {"22001", "40001"}) {
      assertThatThrownBy(() -> run(fails("08S01"))).isInstanceOf(DatabaseException.class);
      assertThatThrownBy(() -> run(fails(answer))).isInstanceOf(DatabaseException.class);
      Duration before = time.elapsed();
      assertThatThrownBy(() -> run(fails("08S01"))).isInstanceOf(DatabaseException.class);
      assertThat(time.elapsed().minus(before)).as(answer).isGreaterThanOrEqualTo(PATIENCE);
      assertThat(run(works())).isEqualTo("done");
    }
  }

  @Test
  void aServerThatComesBackIsNotMissed() {
    AtomicInteger attempts = new AtomicInteger();
    String done =
        run(
            connection -> {
              if (time.elapsed().compareTo(Duration.ofSeconds(100)) < 0) {
                attempts.incrementAndGet();
                throw new SQLException("gone", "08S01");
              }
              return "done";
            });
    assertThat(done).isEqualTo("done");
    assertThat(attempts).hasValueGreaterThan(5);
  }

  @Test
  void deadlocksHaveACountOfTheirOwn() {
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                run(
                    connection -> {
                      attempts.incrementAndGet();
                      throw new SQLException("Deadlock found", "40001", 1213);
                    }))
        .isInstanceOf(DatabaseException.class);
    assertThat(attempts).as("the first and ten more").hasValue(11);
    assertThat(time.elapsed()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void whatDoesNotFitIsNotTriedAgain() {
    assertThatThrownBy(() -> run(fails("22001")))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.unavailable()).isFalse());
    assertThat(time.sleeps()).isEmpty();
  }

  private String run(Transactions.Work<String> work) {
    return transactions.run("Cannot play", work);
  }

  private static Transactions.Work<String> works() {
    return connection -> "done";
  }

  private static Transactions.Work<String> fails(String state) {
    return (Connection connection) -> {
      throw new SQLException("It fails as " + state, state);
    };
  }
}
