package dev.barlake.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code ./barlake bench peer [<folder of the vendor's Python client>]}: the same bars from the
 * same page server, by Barlake's launcher and by the vendor's client.
 *
 * <p>The client keeps a file a series, pickled and compressed, as in the vendor's example. Barlake
 * merges Parquet files that a lake can be read from. So the work is not the same; the input is.
 *
 * <p>Without a folder the server stays up, and the commands are printed for a user to run, until
 * Enter or the end of standard input. With a folder, the two take turns.
 */
final class PeerBench {
  private final PythonClient client;

  PeerBench(PythonClient client) {
    this.client = client;
  }

  /** Prints the commands and waits. */
  static void serve(Scratch scratch) throws Exception {
    try (Server server = new Server(0, Workload.COLD_BACKFILL, Workload.DAILY)) {
      System.out.println(
          """
          The page server is up. python3 needs the packages urllib3, certifi, websockets and lz4. bash's time
          prints wall and CPU seconds. Change --lake before another run: bars that it has are not written again.

          export MASSIVE_API_KEY=local-api-key PYTHONPATH=<folder of the vendor's Python client>""");
      print("A million bars", Workload.COLD_BACKFILL, server, scratch);
      print("The daily job", Workload.DAILY, server, scratch);
      System.out.println("\nEnter ends the server. What the commands wrote goes with it.");
      int unused = System.in.read();
    }
  }

  private static void print(String title, Workload workload, Server server, Scratch scratch) {
    List<String> client =
        PythonClient.command("python3", workload, server.url(), scratch.newLake());
    List<String> barlake =
        Launcher.own().command(Launcher.flags(workload, server.url(), scratch.newLake()));
    System.out.printf(
        "%n%s: %s%ntime %s%n%ntime %s%n", title, workload.title(), line(client), line(barlake));
  }

  /** The command as a line for a shell. */
  private static String line(List<String> command) {
    return command.stream()
        .map(word -> word.matches("[\\w./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** Runs both, taking turns. */
  void run(Scratch scratch, Map<String, Object> figures) throws Exception {
    Turns turns = new Turns(scratch, figures);
    try (Server server = new Server(0, Workload.COLD_BACKFILL, Workload.DAILY)) {
      measure(turns, "coldBackfill", "A million bars", Workload.COLD_BACKFILL, server);
      measure(turns, "daily", "The daily job", Workload.DAILY, server);
    }
  }

  private void measure(Turns turns, String key, String title, Workload workload, Server server)
      throws Exception {
    Launcher launcher = Launcher.own();
    List<Turns.Contender> contenders = new ArrayList<>();
    contenders.add(
        new Turns.Contender("Barlake", lake -> launcher.extract(workload, server.url(), lake)));
    contenders.add(
        new Turns.Contender(
            "client", directory -> client.download(workload, server.url(), directory)));
    turns.measure(key, "%s: %s".formatted(title, workload.title()), contenders);
  }
}
