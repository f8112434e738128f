package dev.barlake.pipelines.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkRunner;

/** What each runner needs to be set to, so that progress is durable and memory small. */
public final class Runners {
  /** How long an API request is thought to take, to have enough of them under way. */
  private static final int REQUEST_MILLIS = 160;

  /** Of one process: enough for 6,000 requests a minute; more only cost CPU. */
  private static final int MOST_THREADS = 16;

  private static final int MOST_THREADS_OF_CLUSTER = 32;

  /**
   * A thread of embedded Flink costs about as much CPU as eight requests of a day's bars, so a plan
   * of a few requests does with a few threads.
   */
  private static final int REQUESTS_PER_THREAD = 8;

  /**
   * A thread holds at most the page that it reads, the block that it makes of it, and the file that
   * it merges the block with.
   */
  private static final int HEAP_BYTES_PER_THREAD = 12 * 1024 * 1024;

  /**
   * Embedded Flink's memory: managed memory is for sorting only, and many threads that wait for
   * answers need many small network buffers rather than few large ones.
   */
  private static final List<String> FLINK_CONF =
      List.of(
          "taskmanager.memory.managed.size: %3$dm",
          "taskmanager.memory.segment-size: 8kb",
          "taskmanager.memory.network.min: %1$dm",
          "taskmanager.memory.network.max: %1$dm",
          "taskmanager.numberOfTaskSlots: %2$d",
          "io.tmp.dirs: %4$s",
          "web.tmpdir: %4$s");

  /**
   * What a cluster has itself: Flink, and what logging ends in. A second Flink in the job's class
   * loader would not be the one that runs it; a second binding would be warned of in every log.
   */
  private static final Pattern OF_THE_CLUSTER =
      Pattern.compile("flink-.*\\.jar|slf4j-(jdk14|log4j12|reload4j|simple|nop)-.*\\.jar");

  private Runners() {}

  /**
   * Sets what the user left open, for a job that fetches and writes. Streaming mode over bounded
   * input costs the CPU of batch mode, and a tenth less memory, since nothing is sorted.
   *
   * @param requests that are planned
   */
  public static void prepareStreaming(JobOptions options, long requests) {
    options.setStreaming(true);
    int useful = threads(options.getRequestsPerMinute(), requests);
    int most = isEmbedded(options) ? MOST_THREADS : MOST_THREADS_OF_CLUSTER;
    long heap = isEmbeddedFlink(options) ? Runtime.getRuntime().maxMemory() : Long.MAX_VALUE;
    prepare(options, atLeastOneACore(Math.min(Math.min(useful, most), borne(heap))), 16);
  }

  /**
   * The same for a job whose output counts only as a whole. Batch mode sorts within the memory that
   * it is given, and on disk; streaming mode would hold all keys in the heap.
   */
  public static void prepareBatch(JobOptions options) {
    // Each list has a thread of its own; more of them would not load faster, and each holds a
    // batch.
    prepare(options, Math.min(4, Runtime.getRuntime().availableProcessors()), 64);
  }

  private static void prepare(JobOptions options, int threads, int managedMegabytes) {
    if (options.getRunner().equals(DirectRunner.class)) {
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setTargetParallelism(Math.max(direct.getTargetParallelism(), threads));
      return;
    }
    if (options.getParallelism() < 1) {
      options.setParallelism(threads);
    }
    // No stage changes what it is given, so nothing has to be copied between two of them.
    options.setFasterCopy(true);
    if (isEmbedded(options)) {
      options.setFlinkMaster("[local]");
      if (options.getFlinkConfDir() == null) {
        options.setFlinkConfDir(flinkConf(options.getParallelism(), managedMegabytes).toString());
      }
    } else if (options.getFilesToStage() == null) {
      options.setFilesToStage(filesToStage(System.getProperty("java.class.path")));
    }
  }

  /** Why this machine cannot run the job; empty if it can. */
  static Optional<String> fault(JobOptions options) {
    if (!isEmbeddedFlink(options)) {
      return Optional.empty();
    }
    try {
      InetAddress.getLocalHost();
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of(
          "Embedded Flink needs this machine's own name to resolve, and it does not (%s):"
                  .formatted(e.getMessage())
              + " put the name beside 127.0.0.1 into /etc/hosts");
    }
  }

  /** What of a class path travels to a cluster with the job. */
  static List<String> filesToStage(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .map(File::new)
        .filter(file -> file.exists() && !OF_THE_CLUSTER.matcher(file.getName()).matches())
        .map(File::getPath)
        .toList();
  }

  /** Whether workers live in this process, so that its counters show progress. */
  public static boolean isEmbedded(JobOptions options) {
    return !options.getRunner().equals(FlinkRunner.class) || isEmbeddedFlink(options);
  }

  private static boolean isEmbeddedFlink(JobOptions options) {
    return options.getRunner().equals(FlinkRunner.class)
        && List.of("[auto]", "[local]", "[collection]").contains(options.getFlinkMaster());
  }

  /**
   * Enough threads to spend the budget while answers are waited for, but no more than the plan can
   * use.
   *
   * @param requests that are planned
   */
  static int threads(int requestsPerMinute, long requests) {
    double waiting = Math.ceil(requestsPerMinute * (double) REQUEST_MILLIS / 60_000);
    double useful = Math.ceil((double) requests / REQUESTS_PER_THREAD);
    return (int) Math.min(waiting, useful);
  }

  /** How many threads a heap bears. */
  static int borne(long heapBytes) {
    return (int) Math.min(Integer.MAX_VALUE, heapBytes / HEAP_BYTES_PER_THREAD);
  }

  private static int atLeastOneACore(int threads) {
    return Math.max(threads, Math.min(2, Runtime.getRuntime().availableProcessors()));
  }

  /** A directory with Flink's configuration, and for what Flink writes. */
  private static Path flinkConf(int parallelism, int managedMegabytes) {
    int networkMegabytes = 8 + parallelism * parallelism / 12;
    try {
      Path dir = FlinkDirectory.create();
      Files.writeString(
          dir.resolve("flink-conf.yaml"),
          String.format(
              Locale.ROOT,
              String.join("\n", FLINK_CONF) + "\n",
              networkMegabytes,
              parallelism,
              managedMegabytes,
              dir));
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write Flink's configuration to a temporary directory", e);
    }
  }
}
