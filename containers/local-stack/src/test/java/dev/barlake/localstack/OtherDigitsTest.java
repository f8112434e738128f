package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a machine whose people write other digits, the wire has the same ones as everywhere. */
class OtherDigitsTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/aggs/ticker/TSLA/range/1/day/2024-01-02/2024-06-28",
        "/v1/marketstatus/upcoming",
        "/v1/marketstatus/now",
        "/v3/reference/tickers?limit=1000",
        "/stocks/v1/splits?limit=5000"
      })
  void answersAreTheSame(String target) throws Exception {
    try (MarketSimulator simulator = MarketSimulator.builder().universe(50).start()) {
      String here = withoutId(new Http(simulator).get(target).body());
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(String.format("%d", 7)).isEqualTo("٧");

      String there = withoutId(new Http(simulator).get(target).body());

      assertThat(there).isEqualTo(here);
    }
  }

  @Test
  void largeVolumesInScientificNotationAreNumbers() throws Exception {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try (MarketSimulator simulator = MarketSimulator.start()) {
      Http.Answer page =
          new Http(simulator).get("/v2/aggs/ticker/TSLA/range/1/day/2024-01-02/2024-06-28");

      assertThat(page.body()).containsPattern("\"v\":[0-9.]+e\\+[0-9]{2},");
      assertThat(
              StreamSupport.stream(page.json().get("results").spliterator(), false)
                  .map(bar -> bar.get("v")))
          .allMatch(JsonNode::isNumber);
    }
  }

  @Test
  void theExampleCommandsHaveDatesThatTheJobReads() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LocalStack stack = LocalStack.start(StackOptions.parse("--services=api,s3"))) {
      stack.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("--from=[0-9]{4}-[0-9]{2}-[0-9]{2} --to=[0-9]{4}")
        .contains("curl -X POST \"$API_URL/_stack/faults?fault=")
        .doesNotContainPattern("[٠-٩]");
  }

  private static String withoutId(String body) {
    return body.replaceAll("\"(request_id|serverTime)\":\"[^\"]*\"", "");
  }
}
