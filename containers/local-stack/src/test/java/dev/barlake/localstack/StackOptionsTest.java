package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackOptionsTest {
  @Test
  void withoutFlagsAllServicesStartOnFreePorts() {
    StackOptions options = StackOptions.parse();

    assertThat(options.services()).isEqualTo(Set.of("api", "s3", "mysql"));
    assertThat(options.apiPort()).isZero();
    assertThat(options.readyFile()).isEmpty();
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                StackOptions.parse(
                    "--apiPort=x", "--s3Port=70000", "--colour=red", "--services=ftp"))
        .isInstanceOfSatisfying(
            StackOptions.BadFlags.class,
            e -> assertThat(e.mistakes).hasSize(4).anyMatch(m -> m.contains("--colour=red")));
  }

  @Test
  void aStackOfTwoServicesTellsTheirAddressesAndCloses() {
    try (LocalStack stack = LocalStack.start(StackOptions.parse("--services=api,s3"))) {
      assertThat(stack.addresses().get("API_URL")).startsWith("http://127.0.0.1:");
      assertThat(stack.addresses()).containsKeys("S3_ENDPOINT", "AWS_SECRET_ACCESS_KEY");
      assertThat(stack.addresses()).doesNotContainKey("RDS_DATABASE_HOST");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "s3", "mysql"})
  void aPortThatIsTakenIsNamed(String service) {
    try (MarketSimulator first = MarketSimulator.start()) {
      assertThatThrownBy(
              () ->
                  LocalStack.start(
                      StackOptions.parse(
                          "--services=" + service, "--" + service + "Port=" + first.port())))
          .hasMessageContaining("port " + first.port() + " is taken");
    }
  }
}
