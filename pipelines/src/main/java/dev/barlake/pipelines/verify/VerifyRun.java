package dev.barlake.pipelines.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.barlake.lake.Lake;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.FlinkDirectory;
import dev.barlake.pipelines.cli.Pace;
import dev.barlake.pipelines.cli.ProgressLine;
import dev.barlake.pipelines.cli.Runners;
import dev.barlake.pipelines.cli.ShortList;
import dev.barlake.verify.VerifyCounters;
import dev.barlake.verify.VerifyLake;
import dev.barlake.verify.VerifyRequest;
import dev.barlake.verify.VerifyTask;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;

/** One run of the verification, from settings to summary. */
final class VerifyRun {
  private static final int SHOWN = 10;
  private static final int ROUNDS = 3;

  private final VerifySettings settings;
  private final Clock clock;
  private final PrintStream err;
  private final Instant startedAt;
  private Heal heal;

  VerifyRun(VerifySettings settings, Clock clock, PrintStream err) {
    this.settings = settings;
    this.clock = clock;
    this.err = err;
    this.startedAt = clock.instant();
  }

  /** Looks at what is asked for, and heals it if that is asked for too. */
  VerifySummary run() {
    try (Lake lake = Lake.open(settings.lake(), settings.beam())) {
      VerifyPlan plan = VerifyPlan.of(settings, lake, Map.of());
      describe(plan);
      if (plan.tasks().isEmpty()) {
        return summary(ExitCode.NOTHING_TO_DO, "The lake has no such bars", plan, null, List.of());
      }
      if (settings.dryRun()) {
        return summary(ExitCode.DONE, null, plan, null, List.of());
      }
      lake.requireWritable();
      try {
        return look(lake, plan);
      } finally {
        FlinkDirectory.close(settings.options().getFlinkConfDir());
      }
    }
  }

  private VerifySummary look(Lake lake, VerifyPlan plan) {
    carryOut(plan.tasks());
    Verdicts verdicts = Verdicts.read(lake, plan, settings.runId());
    List<String> healed = new ArrayList<>();
    if (settings.heal()) {
      heal = new Heal(settings, clock, err);
      // What is mended in one series may show what is missing in another.
      for (int round = 0; round < ROUNDS && heal.run(verdicts); round++) {
        carryOut(of(VerifyPlan.of(settings, lake, heal.answered()).tasks(), heal.tickers()));
        verdicts = Verdicts.read(lake, plan, settings.runId());
        if (heal.error() != null) {
          break; // what was answered is looked at; the rest is for a later run
        }
      }
      heal.counts(verdicts, healed);
    }
    ExitCode code = verdicts.bad().isEmpty() ? ExitCode.DONE : ExitCode.FAILED_REQUESTS;
    String error = verdicts.bad().isEmpty() ? null : sentence(verdicts);
    if (heal != null && heal.refusal() != null) {
      err.println("Not all could be asked again: " + heal.refusal());
    }
    if (heal != null && heal.error() != null) {
      code = ExitCode.of(heal.exitCode());
      error = heal.error();
    }
    VerifySummary summary = summary(code, error, plan, verdicts, healed);
    lake.write(receipt(), (summary.toJson() + "\n").getBytes(UTF_8));
    return summary;
  }

  /** Only what has to do with some tickers. */
  private static List<VerifyTask> of(List<VerifyTask> tasks, Set<String> tickers) {
    return tasks.stream()
        .map(
            task ->
                new VerifyTask(
                    task.window(),
                    task.period(),
                    task.targets().stream()
                        .filter(target -> tickers.contains(target.series().ticker()))
                        .toList(),
                    task.answered()))
        .filter(task -> !task.targets().isEmpty())
        .toList();
  }

  private void carryOut(List<VerifyTask> tasks) {
    VerifyOptions options = settings.options();
    Runners.prepareStreaming(options, tasks.size() * 8L);
    long before = VerifyCounters.series();
    long all = tasks.stream().mapToLong(task -> task.targets().size()).sum();
    boolean embedded = Runners.isEmbedded(options);
    Pace pace = new Pace();
    ProgressLine progress =
        ProgressLine.start(
            err,
            () -> {
              long done = VerifyCounters.series() - before;
              return embedded
                  ? pace.line(done, all, Optional.empty(), "files %,d/%,d".formatted(done, all))
                  : pace.line(Optional.empty(), "%,d files on the cluster".formatted(all));
            });
    try {
      Pipeline pipeline = Pipeline.create(options);
      pipeline
          .apply(
              "Plan",
              Create.of(List.of(new VerifyRequest(tasks)))
                  .withCoder(SerializableCoder.of(VerifyRequest.class)))
          .apply("Verify", VerifyLake.of(settings.lake(), settings.runId()));
      PipelineResult.State state = pipeline.run().waitUntilFinish();
      if (state != PipelineResult.State.DONE) {
        throw new IllegalStateException("Cannot finish: the runner ended as " + state);
      }
    } finally {
      progress.close();
    }
  }

  private void describe(VerifyPlan plan) {
    if (!plan.unknown().isEmpty()) {
      err.println("Not in the lake: " + ShortList.some(plan.unknown()));
    }
    err.printf(
        "Plan: %,d series, %,d periods of them%s%n",
        plan.series(),
        plan.periods(),
        plan.leftOut() == 0
            ? ""
            : "; %,d series of weeks and longer windows have no verdicts"
                .formatted(plan.leftOut()));
  }

  private static String sentence(Verdicts verdicts) {
    Verdicts.Bad worst = verdicts.bad().get(0);
    return "%,d findings, the worst: %s %s is %s (%s): %s"
        .formatted(
            verdicts.findings(),
            worst.series(),
            worst.row().date(),
            worst.row().verdict().word(),
            worst.row().check().word(),
            worst.row().text());
  }

  private String receipt() {
    // Hadoop's readers fail on a colon in any name.
    return "_verify/runs/" + settings.runId().replace(":", "%3A") + ".json";
  }

  private VerifySummary summary(
      ExitCode code, String error, VerifyPlan plan, Verdicts verdicts, List<String> healed) {
    Map<String, Long> planned = new LinkedHashMap<>();
    planned.put("series", (long) plan.series());
    planned.put("periods", plan.periods());
    boolean looked = verdicts != null;
    return new VerifySummary(
        settings.runId(),
        "verify",
        startedAt.toString(),
        code.name().toLowerCase(Locale.ROOT),
        code.code(),
        error,
        settings.lake(),
        planned,
        looked ? verdicts.counts() : Map.of(),
        looked ? verdicts.tests() : Map.of(),
        looked ? verdicts.findings() : 0,
        looked ? worst(verdicts) : List.of(),
        looked && heal != null ? heal.counts(verdicts, new ArrayList<>()) : Map.of(),
        healed,
        looked ? receipt() : null,
        (clock.millis() - startedAt.toEpochMilli()) / 1000.0);
  }

  private static List<VerifySummary.Worst> worst(Verdicts verdicts) {
    return verdicts.bad().stream()
        .limit(SHOWN)
        .map(
            bad ->
                new VerifySummary.Worst(
                    bad.series().ticker(),
                    bad.series().window(),
                    bad.series().adjusted(),
                    bad.row().date().toString(),
                    bad.row().verdict().word(),
                    bad.row().check().word(),
                    bad.row().text()))
        .toList();
  }
}
