package dev.barlake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The launcher of a checkout, started as users start it. */
record Launcher(Path home) {
  /** The page server wants a key and takes any. */
  static final Map<String, String> KEY = Map.of("MASSIVE_API_KEY", "local-api-key");

  Launcher {
    if (!Files.isExecutable(home.resolve("barlake"))) {
      throw new IllegalArgumentException(
          "Cannot measure " + home + ": it holds no launcher that is named barlake");
    }
  }

  /** The checkout that this benchmark is part of, as its own launcher names it. */
  static Launcher own() {
    return new Launcher(Path.of(System.getProperty("barlake.home")));
  }

  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("barlake").toString()));
    command.add("aggregates");
    command.addAll(arguments);
    return command;
  }

  /** Runs {@code aggregates}, which has to end with the given exit code. */
  WholeProcess aggregates(List<String> arguments, int exitCode)
      throws IOException, InterruptedException {
    List<String> command = command(arguments);
    return WholeProcess.run(command, KEY).ended(exitCode, command.get(0));
  }

  /** Extracts all bars of a workload into a new lake. */
  Cost extract(Workload workload, URI api, Path lake) throws IOException, InterruptedException {
    WholeProcess job = aggregates(flags(workload, api, lake), 0);
    long added = new ObjectMapper().readTree(job.lastLine()).at("/counts/added").asLong();
    Cost.checkBars(workload.bars(), added, home.resolve("barlake").toString());
    return job.cost();
  }

  static List<String> flags(Workload workload, URI api, Path lake) {
    return workload.flags(api, lake.toString(), Worker.UNLIMITED);
  }
}
