package dev.barlake.bench;

import dev.barlake.pipelines.Aggregates;

/** The job in a process of its own, which tells at its end what it has used. */
final class FreshJob {
  private FreshJob() {}

  /** The arguments are those of the job. */
  public static void main(String[] args) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> System.out.println(Cost.soFar(0).toLine())));
    Aggregates.main(args);
  }
}
