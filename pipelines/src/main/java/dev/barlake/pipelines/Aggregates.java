package dev.barlake.pipelines;

import dev.barlake.marketapi.ApiException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Extracts bars from the market-data API into the lake.
 *
 * <p>Reads the flags, makes a plan, runs it in slices, and ends with one line of JSON on standard
 * output and an {@link ExitCode}.
 */
public final class Aggregates {
  private Aggregates() {}

  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), Clock.systemUTC(), System.out, System.err).code());
  }

  /** The whole command, apart from ending the process. */
  static ExitCode run(
      String[] args,
      Map<String, String> environment,
      Clock clock,
      PrintStream out,
      PrintStream err) {
    if (List.of(args).contains("--help")) {
      PipelineOptionsFactory.printHelp(out, AggregatesOptions.class);
      return ExitCode.DONE;
    }
    try {
      AggregatesSettings settings = new Flags(environment, clock).aggregates(args);
      RunSummary summary = new AggregatesRun(settings, clock, err).run();
      out.println(summary.toJson());
      return ExitCode.of(summary.exitCode());
    } catch (BadOptionsException e) {
      return fail(ExitCode.BAD_OPTIONS, e, out, err);
    } catch (ApiException e) {
      return fail(exitCodeOf(e), e, out, err);
    } catch (Pipeline.PipelineExecutionException e) {
      return fail(ExitCode.ERROR, e.getCause() == null ? e : e.getCause(), out, err);
    } catch (RuntimeException e) {
      return fail(ExitCode.ERROR, e, out, err);
    }
  }

  private static ExitCode exitCodeOf(ApiException e) {
    return switch (e.category()) {
      case TRANSIENT -> ExitCode.TRY_AGAIN_LATER;
      case PERMANENT -> ExitCode.FAILED_REQUESTS;
      case FATAL -> ExitCode.ERROR;
    };
  }

  private static ExitCode fail(ExitCode code, Throwable cause, PrintStream out, PrintStream err) {
    String message = Causes.tell(cause);
    err.println(message);
    out.println(RunSummary.failed(code, message).toJson());
    return code;
  }
}
