package dev.barlake.bench;

import dev.barlake.pipelines.aggregates.Aggregates;
import dev.barlake.pipelines.reference.Reference;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The job in a process of its own, which prints at its end what it has used. */
final class FreshJob {
  private FreshJob() {}

  /** The arguments are those of {@code aggregates}, or the word reference and those of that. */
  public static void main(String[] args) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> System.out.println(Cost.soFar(0).toLine())));
    Thread parent = new Thread(FreshJob::endWithParent);
    parent.setDaemon(true);
    parent.start();
    if (args[0].equals("reference")) {
      Reference.main(Arrays.copyOfRange(args, 1, args.length));
    }
    Aggregates.main(args);
  }

  /** A benchmark that is interrupted must not leave its job running. */
  private static void endWithParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException closed) {
      // the same as its end
    }
    Runtime.getRuntime().halt(1);
  }
}
