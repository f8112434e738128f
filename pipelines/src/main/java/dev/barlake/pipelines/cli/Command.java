package dev.barlake.pipelines.cli;

import dev.barlake.database.DatabaseException;
import dev.barlake.marketapi.ApiException;
import dev.barlake.retry.TryAgainLaterException;
import dev.barlake.store.StoreUnavailableException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * What all commands have in common: {@code --help}, one line of JSON on standard output at the end,
 * and an exit code that Airflow can judge by.
 */
public record Command(String name, Class<? extends JobOptions> options, Help help) {
  private static final String STOPPED =
      "Stopped by a signal. What is written is whole; the same command does the rest.";

  /**
   * Runs a job as this process, and ends it with the job's exit code. A signal (SIGTERM, Ctrl-C)
   * ends it at once with one sentence, and with 128 and the signal's number as the exit code: files
   * and tables are replaced whole or not at all, so there is nothing to wait for.
   *
   * <p>The machine's language does not matter to the job: some write other digits, and Turkish has
   * another small i. So paths, URLs and configuration, ours and the libraries', are the same
   * everywhere.
   */
  public static void end(Supplier<ExitCode> job) {
    Locale.setDefault(Locale.ROOT);
    AtomicBoolean ended = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!ended.get()) {
                    ProgressLine.silence();
                    // On a terminal a line of progress, and what Ctrl-C shows, stand there already.
                    System.err.println((ProgressLine.onTerminal() ? "\n" : "") + STOPPED);
                  }
                }));
    ExitCode code;
    try {
      code = job.get();
    } finally {
      ended.set(true);
    }
    System.exit(code.code());
  }

  /** Runs a job and reports how it ended. */
  public ExitCode run(
      String[] args,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      Supplier<Summary> job) {
    if (List.of(args).contains("--help")) {
      out.print(help.text(options));
      if (List.of(args).contains("--all")) {
        PipelineOptionsFactory.printHelp(out, options);
      }
      return ExitCode.DONE;
    }
    Summary summary;
    try {
      summary = job.get();
      summary.lastWords(Paint.of(environment)).forEach(err::println);
    } catch (RuntimeException | Error e) {
      // Errors too: whatever ends a run, its caller gets a sentence, a summary and an exit code.
      Throwable cause =
          e instanceof Pipeline.PipelineExecutionException && e.getCause() != null
              ? e.getCause()
              : e;
      String message = Causes.sentence(cause);
      err.println(message);
      if (Causes.debug(environment)) {
        err.print(Causes.stackTrace(e));
      }
      summary = Summary.Failed.of(name, exitCodeOf(cause), message);
    }
    out.println(summary.toJson());
    return ExitCode.of(summary.exitCode());
  }

  private static ExitCode exitCodeOf(Throwable thrown) {
    if (thrown instanceof BadOptionsException) {
      return ExitCode.BAD_OPTIONS;
    }
    if (thrown instanceof TryAgainLaterException) {
      return ExitCode.TRY_AGAIN_LATER;
    }
    Optional<ExitCode> ofApi = Causes.find(thrown, ApiException.class).map(Command::exitCodeOf);
    return ofApi
        .or(() -> Causes.find(thrown, DatabaseException.class).map(Command::exitCodeOf))
        .or(
            () ->
                Causes.find(thrown, StoreUnavailableException.class)
                    .map(e -> ExitCode.TRY_AGAIN_LATER))
        .orElse(ExitCode.ERROR);
  }

  private static ExitCode exitCodeOf(ApiException e) {
    return switch (e.category()) {
      case TRANSIENT -> ExitCode.TRY_AGAIN_LATER;
      case PERMANENT -> ExitCode.FAILED_REQUESTS;
      case FATAL -> ExitCode.ERROR;
    };
  }

  private static ExitCode exitCodeOf(DatabaseException e) {
    return e.unavailable() ? ExitCode.TRY_AGAIN_LATER : ExitCode.ERROR;
  }
}
