package dev.barlake.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vendor's Python client, used as in the vendor's example of bulk downloads by peer.py, which
 * lies beside the classes of the benchmark.
 *
 * @param python the interpreter
 * @param folder of the client's checkout, which goes on Python's path
 */
record PythonClient(String python, Path folder) {
  /**
   * The client in a folder, if it can be imported from there.
   *
   * @throws IllegalArgumentException if it cannot, saying why
   */
  static PythonClient in(Path folder) throws IOException, InterruptedException {
    // What the PATH has may be a shell script, whose CPU is not to be counted.
    String imports = "import sys, lz4.frame, massive; print(sys.executable)";
    WholeProcess python = WholeProcess.run(List.of("python3", "-c", imports), environment(folder));
    if (python.exitCode() != 0) {
      List<String> errors = python.errors();
      throw new IllegalArgumentException(
          "Cannot import the client of %s, which needs the packages urllib3, certifi, websockets and lz4: %s"
              .formatted(folder, errors.isEmpty() ? "" : errors.get(errors.size() - 1)));
    }
    return new PythonClient(python.lastLine(), folder);
  }

  private static Map<String, String> environment(Path folder) {
    Map<String, String> environment = new HashMap<>(Launcher.KEY);
    environment.put("PYTHONPATH", folder.toString());
    return environment;
  }

  /** Downloads all bars of a workload into files of a new directory, a file a series. */
  Cost download(Workload workload, URI api, Path directory)
      throws IOException, InterruptedException {
    List<String> command = command(python, workload, api, directory);
    WholeProcess client =
        WholeProcess.run(command, environment(folder)).ended(0, "the vendor's client");
    Cost.checkBars(
        workload.bars(), Long.parseLong(client.lastLine().strip()), "the vendor's client");
    return client.cost();
  }

  /**
   * The command for the ranges that the job asks for.
   *
   * @throws IllegalStateException if the job needs several requests a series
   */
  static List<String> command(String python, Workload workload, URI api, Path directory) {
    List<Workload.Piece> pieces = workload.pieces();
    if (pieces.size() != workload.tickers() * (workload.raw() ? 2 : 1)) {
      throw new IllegalStateException("Cannot ask for the same ranges: a series has more than one");
    }
    List<String> command = new ArrayList<>(List.of(python, script().toString()));
    command.add("--base=" + api);
    command.add("--tickers=" + workload.tickerList());
    command.add("--multiplier=" + workload.multiplier());
    command.add("--adjusted=" + (workload.raw() ? "true,false" : "true"));
    command.add("--from=" + pieces.get(0).range().from());
    command.add("--to=" + (pieces.get(0).range().to() - 1));
    command.add("--directory=" + directory);
    return command;
  }

  private static Path script() {
    try {
      return Path.of(PythonClient.class.getResource("peer.py").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
