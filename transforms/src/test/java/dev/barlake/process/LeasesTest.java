package dev.barlake.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private final List<Object> ended = new ArrayList<>();
  private final Leases<String, Object> leases = new Leases<>(ended::add);

  @Test
  void allWhoAskMeanwhileShareOneAndTheLastWhoGivesItBackEndsIt() {
    Object first = leases.take("a", Object::new);
    assertThat(leases.take("a", Object::new)).isSameAs(first);
    assertThat(leases.take("b", Object::new)).isNotSameAs(first);

    leases.release("a");
    assertThat(ended).isEmpty();
    leases.release("a");
    assertThat(ended).containsExactly(first);
    assertThat(leases.take("a", Object::new)).isNotSameAs(first);
  }

  @Test
  void onesThatNobodyHasAreNotEndedTwice() {
    leases.take("a", Object::new);
    leases.release("a");
    leases.release("a");

    assertThat(ended).hasSize(1);
  }
}
