package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is written in Python is tested in Python; the linters are programs of their own. */
@Execution(ExecutionMode.CONCURRENT)
class PythonTest {

  @Test
  void dagsKeepTheirTests() {
    Tool.Outcome outcome =
        Tool.python(
            "", "-B", "-m", "unittest", "discover", "--start-directory", "orchestration/tests");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).containsPattern("Ran [1-9][0-9]+ tests");
  }

  @Test
  void lintersFindNothing() {
    Tool.Outcome outcome =
        Tool.run(List.of("sh", "orchestration/tests/lint.sh"), "", System.getenv());
    System.out.println(outcome.out());
    Assumptions.assumeFalse(outcome.code() == 77, outcome.last());
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
  }
}
