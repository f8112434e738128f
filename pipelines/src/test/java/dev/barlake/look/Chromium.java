package dev.barlake.look;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One page of a real browser without a window, driven by its DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private int id;

  private Chromium(Process process, WebSocket.Builder builder, String url) {
    this.process = process;
    this.socket = builder.buildAsync(URI.create(url), new Reader()).join();
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      send(domain + ".enable", JSON.createObjectNode());
    }
  }

  /** Where it is on this machine. */
  static Optional<String> path() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst();
  }

  /** Starts it with a profile of its own in a directory. */
  static Chromium start(Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                path().orElseThrow(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    HttpClient http = HttpClient.newHttpClient();
    String browser = address(process);
    URI list = URI.create("http://" + URI.create(browser).getAuthority() + "/json/list");
    String pages =
        http.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    for (JsonNode page : JSON.readTree(pages)) {
      if (page.get("type").asText().equals("page")) {
        return new Chromium(
            process, http.newWebSocketBuilder(), page.get("webSocketDebuggerUrl").asText());
      }
    }
    process.destroyForcibly();
    throw new IllegalStateException("Chromium has no page: " + pages);
  }

  private static String address(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith("DevTools listening on ")) {
        // What it says later is of no use, and a full pipe would stop it.
        Thread drain = new Thread(() -> lines.lines().forEach(l -> {}), "chromium-output");
        drain.setDaemon(true);
        drain.start();
        return line.substring("DevTools listening on ".length());
      }
    }
    throw new IllegalStateException("Chromium did not start: " + said);
  }

  /** Opens a file and waits until it is drawn. */
  void open(Path file) {
    send("Page.navigate", object("url", file.toUri().toString()));
    waitFor("document.readyState === 'complete' && location.protocol === 'file:'");
  }

  /** The value of an expression. */
  JsonNode eval(String expression) {
    ObjectNode parameters = object("expression", expression);
    parameters.put("returnByValue", true).put("awaitPromise", true);
    JsonNode answer = send("Runtime.evaluate", parameters);
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  String text(String selector) {
    return eval("document.querySelector(%s).textContent".formatted(quoted(selector))).asText();
  }

  /** Asks again until the page says yes, by the browser's own frames; a test's timeout ends it. */
  void waitFor(String condition) {
    for (int i = 0; i < 2_000; i++) {
      if (eval("(%s) || new Promise(r => setTimeout(() => r(false), 10))".formatted(condition))
          .asBoolean()) {
        return;
      }
    }
    throw new IllegalStateException("The page never came to: " + condition);
  }

  /** A click of the mouse in the middle of an element. */
  void click(String selector) {
    JsonNode at =
        eval(
            """
            (() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'center', behavior: 'instant'});
              const b = e.getBoundingClientRect();
              return {x: b.x + b.width / 2, y: b.y + b.height / 2}; })()\
            """
                .formatted(quoted(selector)));
    for (String type : List.of("mousePressed", "mouseReleased")) {
      ObjectNode event = object("type", type).put("button", "left").put("clickCount", 1);
      event.put("x", at.get("x").asDouble()).put("y", at.get("y").asDouble());
      send("Input.dispatchMouseEvent", event);
    }
  }

  /** Presses and releases a key by its DOM name. */
  void press(String key, int code) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      ObjectNode event = object("type", type).put("key", key).put("code", key);
      send("Input.dispatchKeyEvent", event.put("windowsVirtualKeyCode", code));
    }
  }

  void viewport(int width, int height) {
    ObjectNode metrics = JSON.createObjectNode().put("width", width).put("height", height);
    send(
        "Emulation.setDeviceMetricsOverride",
        metrics.put("deviceScaleFactor", 1).put("mobile", false));
  }

  void scheme(String lightOrDark) {
    ObjectNode media = JSON.createObjectNode();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", lightOrDark);
    send("Emulation.setEmulatedMedia", media);
  }

  void screenshot(Path file) throws IOException {
    JsonNode shot = send("Page.captureScreenshot", object("format", "png"));
    Files.write(file, Base64.getDecoder().decode(shot.get("data").asText()));
  }

  /** What went wrong or was asked of a network since the start, as text. */
  List<String> troubles() {
    return events.stream()
        .filter(
            e ->
                switch (e.get("method").asText()) {
                  case "Runtime.exceptionThrown", "Log.entryAdded" -> true;
                  case "Network.requestWillBeSent" ->
                      !e.at("/params/request/url").asText().matches("(file|data|about):.*");
                  default -> false;
                })
        .map(JsonNode::toString)
        .toList();
  }

  private JsonNode send(String method, ObjectNode parameters) {
    int number = ++id;
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(number, answer);
    ObjectNode message = JSON.createObjectNode().put("id", number).put("method", method);
    socket.sendText(message.set("params", parameters).toString(), true).join();
    JsonNode got = answer.orTimeout(60, TimeUnit.SECONDS).join();
    if (got.has("error")) {
      throw new IllegalStateException(method + ": " + got.get("error"));
    }
    return got.get("result");
  }

  private static ObjectNode object(String name, String value) {
    return JSON.createObjectNode().put(name, value);
  }

  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  @Override
  public void close() {
    socket.abort();
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Answers go to who asked, the rest is kept. */
  private final class Reader implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        read(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void read(String message) {
      try {
        JsonNode json = JSON.readTree(message);
        if (json.has("id")) {
          answers.remove(json.get("id").asInt()).complete(json);
        } else {
          events.add(json);
        }
      } catch (IOException e) {
        throw new IllegalStateException("Cannot read " + message, e);
      }
    }
  }
}
