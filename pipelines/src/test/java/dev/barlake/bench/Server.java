package dev.barlake.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** A page server in a process of its own that has its pages ready. Closing it ends it. */
final class Server implements AutoCloseable {
  private final Child process;
  private final URI url;
  private final HttpClient client = HttpClient.newHttpClient();

  Server(int latencyMillis, Workload... workloads) throws IOException, InterruptedException {
    process =
        new Child(PageServer.class, List.of("-Xmx1g"), List.of(Integer.toString(latencyMillis)));
    url = URI.create("http://127.0.0.1:" + process.line());
    for (Workload workload : workloads) {
      List<Workload.Piece> pieces = workload.pieces();
      // The variants of every range are met within a few tickers.
      int some = Math.min(pieces.size(), 24 * pieces.size() / workload.tickers());
      for (Workload.Piece piece : pieces.subList(0, some)) {
        get(piece.pathAndQuery());
      }
    }
    arrivals();
  }

  URI url() {
    return url;
  }

  List<Long> arrivals() throws IOException, InterruptedException {
    return get("/arrivals").lines().map(Long::valueOf).sorted().toList();
  }

  private String get(String path) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
