package dev.barlake.bench;

import dev.barlake.pipelines.Aggregates;
import java.io.IOException;
import java.io.OutputStream;

/** The job in a process of its own, which tells at its end what it has used. */
final class FreshJob {
  private FreshJob() {}

  /** The arguments are those of the job. */
  public static void main(String[] args) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> System.out.println(Cost.soFar(0).toLine())));
    Thread parent = new Thread(FreshJob::endWithParent);
    parent.setDaemon(true);
    parent.start();
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
