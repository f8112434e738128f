package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.marketapi.ContractClient.Answer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the API says if it has no answer. */
interface ErrorsContract {
  ContractClient api();

  ContractDates dates();

  @Test
  default void withoutAKeyThereIsNothing() throws Exception {
    Answer answer = api().send(dates().days("AAPL"), Optional.empty());

    assertThat(answer.status()).isEqualTo(401);
    assertIsError(answer);
  }

  @Test
  default void anUnknownKeyIsRefused() throws Exception {
    Answer answer = api().send(dates().days("AAPL"), Optional.of("Bearer no-key-of-anybody"));

    assertThat(answer.status()).isEqualTo(401);
    assertIsError(answer);
  }

  @Test
  default void aDateThatIsNoneIsABadRequest() throws Exception {
    Answer answer = api().get("/v2/aggs/ticker/AAPL/range/1/day/yesterday/" + dates().last());

    assertThat(answer.status()).isEqualTo(400);
    assertIsError(answer);
  }

  @Test
  default void anUnknownPathIsNotFound() throws Exception {
    Answer answer = api().get("/v9/nothing/here");

    assertThat(answer.status()).isEqualTo(404);
    api().report("an unknown path has the body " + answer.body().strip());
  }

  @Test
  default void aLimitAboveTheHighestIsAnErrorAndNotCut() throws Exception {
    Answer answer = api().get("/v3/reference/splits?limit=1001");

    assertThat(answer.status()).isEqualTo(400);
    assertIsError(answer);
  }

  @Test
  default void whatThePlanDoesNotReachIsForbiddenInWords() throws Exception {
    Answer answer = api().get("/v2/aggs/ticker/AAPL/range/1/day/2004-01-05/2004-01-09");

    assertThat(answer.status()).isIn(200, 403);
    if (answer.status() == 403) {
      assertThat(answer.json().path("status").asText()).isEqualTo("NOT_AUTHORIZED");
      assertThat(answer.json().path("message").asText()).isNotEmpty();
    }
    api().report("the plan answers with " + answer.status() + " to the year 2004");
  }

  private void assertIsError(Answer answer) {
    JsonNode body = answer.json();
    assertThat(body.path("status").asText()).isEqualTo("ERROR");
    assertThat(body.path("request_id").asText()).isNotEmpty();
    assertThat(body.path("error").asText() + body.path("message").asText()).isNotEmpty();
  }
}
