package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
                    "--apiPort=x",
                    "--s3Port=70000",
                    "--colour=red",
                    "--services=ftp",
                    "--lies=often",
                    "--lies=7:1.5",
                    "--wrongDates=maybe",
                    "--nextUrlBase=api.polygon.io"))
        .isInstanceOfSatisfying(
            StackOptions.BadFlags.class,
            e -> assertThat(e.mistakes).hasSize(7).anyMatch(m -> m.contains("--colour=red")));
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
  @ValueSource(strings = {"", "--nextUrlBase=https://api.polygon.io"})
  void nextUrlStaysOnTheStackUnlessAFlagNamesAnotherHost(String flag) throws Exception {
    String[] flags = ("--services=api " + flag).trim().split(" ", -1);
    try (LocalStack stack = LocalStack.start(StackOptions.parse(flags))) {
      String base = stack.addresses().get("API_URL");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/stocks/v1/dividends?limit=1"))
              .header("Authorization", "Bearer local-api-key")
              .build();

      assertThat(answer(request).body())
          .contains("\"next_url\":\"" + (flag.isEmpty() ? base : "https://api.polygon.io") + "/");
    }
  }

  @Test
  void aStackMayLieFromTheStart() throws Exception {
    try (LocalStack stack =
        LocalStack.start(StackOptions.parse("--services=api", "--lies=7:1", "--wrongDates=true"))) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(stack.addresses().get("API_URL") + "/v1/marketstatus/now"))
              .header("Authorization", "Bearer local-api-key")
              .build();
      HttpResponse<String> first = answer(request);
      HttpResponse<String> second = answer(request);

      assertThat(first == null || first.statusCode() != 200).isTrue();
      assertThat(second.statusCode()).isEqualTo(200);
    }
  }

  /** Null if the answer was cut. */
  private static HttpResponse<String> answer(HttpRequest request) throws InterruptedException {
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      return null;
    }
  }

  @Test
  void theHelpNamesEveryFault() {
    assertThat(kinds(Fault.class))
        .hasSizeGreaterThan(30)
        .allSatisfy(kind -> assertThat(StackHelp.TEXT).contains(kind.getSimpleName()));
  }

  private static List<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(t -> kinds(t).stream()).toList()
        : List.of(type);
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
