package dev.barlake.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/** A plain client of the simulator: one request, one answer. */
final class Http {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final MarketSimulator simulator;

  Http(MarketSimulator simulator) {
    this.simulator = simulator;
  }

  record Answer(int status, String body, HttpResponse<byte[]> raw) {
    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  Answer get(String target) throws IOException, InterruptedException {
    return send(target, "Authorization", "Bearer local-api-key");
  }

  Answer send(String target, String... headers) throws IOException, InterruptedException {
    return request("GET", target, headers);
  }

  /** To the control endpoint, without a key. */
  Answer control(String method, String target) throws IOException, InterruptedException {
    return request(method, target);
  }

  /** By another name of this machine. */
  Answer at(String base, String target) throws IOException, InterruptedException {
    return url("GET", base + target, "Authorization", "Bearer local-api-key");
  }

  private Answer request(String method, String target, String... headers)
      throws IOException, InterruptedException {
    return url(method, simulator.url() + target, headers);
  }

  private Answer url(String method, String url, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    byte[] body = response.body();
    if (response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent()) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    return new Answer(response.statusCode(), new String(body, UTF_8), response);
  }

  /** Follows next_url to the end, path and query only. */
  List<JsonNode> walk(String target) throws IOException, InterruptedException {
    List<JsonNode> pages = new ArrayList<>();
    String next = target;
    while (next != null) {
      Answer answer = get(next);
      if (answer.status() != 200) {
        throw new IOException(answer.status() + " " + answer.body());
      }
      pages.add(answer.json());
      next = next(answer.json());
    }
    return pages;
  }

  static String next(JsonNode page) {
    if (!page.has("next_url")) {
      return null;
    }
    URI uri = URI.create(page.get("next_url").asText());
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  static List<TrueBar> bars(JsonNode page) {
    List<TrueBar> bars = new ArrayList<>();
    page.path("results").forEach(b -> bars.add(bar(b)));
    return bars;
  }

  static List<TrueBar> bars(List<JsonNode> pages) {
    return pages.stream().flatMap(p -> bars(p).stream()).toList();
  }

  private static TrueBar bar(JsonNode b) {
    return new TrueBar(
        Instant.ofEpochMilli(b.get("t").asLong()),
        b.get("o").asDouble(),
        b.get("h").asDouble(),
        b.get("l").asDouble(),
        b.get("c").asDouble(),
        b.get("v").asDouble(),
        b.has("vw") ? OptionalDouble.of(b.get("vw").asDouble()) : OptionalDouble.empty(),
        b.has("n") ? OptionalLong.of(b.get("n").asLong()) : OptionalLong.empty(),
        b.path("otc").asBoolean(false));
  }
}
