package dev.barlake.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must hold in the bundle before a workspace is asked. */
final class BundleRules {
  /** Values that only a person has; every other variable needs a default of its own. */
  static final Map<String, String> GIVEN =
      Map.of(
          "catalog", "main",
          "lake", "s3://bucket/market",
          "reference", "mysql.barlake",
          "artifacts", "/Volumes/main/default/barlake",
          "warehouse_id", "0123456789abcdef");

  static final Map<String, String> GIVEN_IN_PROD =
      Map.of(
          "run_as", "00000000-0000-0000-0000-000000000000",
          "operators", "market-operators",
          "readers", "market-readers");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{var\\.(\\w+)}");

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)dapi[0-9a-f]{16}|AKIA[0-9A-Z]{12}|(password|token|secret|api_?key)\\W*[:=]"
              + "|https?://");

  private static final Pattern MAVEN_MODULE = Pattern.compile(" -pl (\\S+) ");

  private final Bundle bundle;
  private final BundleKeys keys = BundleKeys.read();
  private final List<String> faults = new ArrayList<>();

  private BundleRules(Bundle bundle) {
    this.bundle = bundle;
  }

  /** One sentence for each fault. */
  static List<String> faults(Bundle bundle) {
    BundleRules rules = new BundleRules(bundle);
    bundle.files.forEach((file, tree) -> rules.faults.addAll(rules.keys.unknown(file, tree)));
    rules.everyFileIsIncluded();
    rules.everyVariableIsDeclaredAndUsed();
    rules.thereAreNoSecrets();
    rules.theJarIsWhatMavenBuilds();
    rules.target("dev", GIVEN);
    Map<String, String> prod = new HashMap<>(GIVEN);
    prod.putAll(GIVEN_IN_PROD);
    rules.target("prod", prod);
    return rules.faults;
  }

  @SuppressWarnings("AnnotateFormatMethod") // would be one more library, for two methods of tests
  private void check(boolean holds, String fault, Object... values) {
    if (!holds) {
      faults.add(fault.formatted(values));
    }
  }

  private void everyFileIsIncluded() {
    for (String file : bundle.files.keySet()) {
      boolean included = file.equals(Bundle.MAIN_FILE);
      for (JsonNode include : bundle.main().path("include")) {
        PathMatcher glob = FileSystems.getDefault().getPathMatcher("glob:" + include.asText());
        included |= glob.matches(Path.of(file));
      }
      check(included, "%s is not included", file);
    }
  }

  private void everyVariableIsDeclaredAndUsed() {
    Set<String> used = new TreeSet<>();
    Matcher variable = VARIABLE.matcher(bundle.files.values().toString());
    while (variable.find()) {
      used.add(variable.group(1));
    }
    Set<String> declared = new TreeSet<>();
    bundle.variables().fieldNames().forEachRemaining(declared::add);
    used.stream()
        .filter(name -> !declared.contains(name))
        .forEach(name -> faults.add("Variable %s is not declared".formatted(name)));
    declared.stream()
        .filter(name -> !used.contains(name))
        .forEach(name -> faults.add("Variable %s is not used".formatted(name)));
    for (JsonNode target : bundle.main().path("targets")) {
      target
          .path("variables")
          .fieldNames()
          .forEachRemaining(
              name -> check(declared.contains(name), "Variable %s is not declared", name));
    }
  }

  private void thereAreNoSecrets() {
    bundle.files.forEach(
        (file, tree) -> {
          Matcher secret = SECRET.matcher(tree.toString());
          check(!secret.find(), "%s holds a secret or a host name", file);
        });
  }

  private void theJarIsWhatMavenBuilds() {
    JsonNode artifact = bundle.main().at("/artifacts/tables");
    String jar = artifact.at("/files/0/source").asText();
    String pom = text(Bundle.ROOT.resolve("pom.xml"));
    String built =
        "target/%s-%s.jar".formatted(element(pom, "artifactId", 1), element(pom, "version", 0));
    check(jar.equals(built), "The artifact is %s, but Maven builds %s", jar, built);
    Path from = Bundle.ROOT.resolve(artifact.path("path").asText()).normalize();
    check(Files.exists(from.resolve("pom.xml")), "There is no pom.xml in %s", from);
    Matcher module = MAVEN_MODULE.matcher(artifact.path("build").asText());
    check(
        module.find() && from.resolve(module.group(1)).equals(Bundle.ROOT),
        "%s does not build this module",
        artifact.path("build"));
    bundle.files.forEach(
        (file, tree) ->
            tree.findValuesAsText("jar")
                .forEach(
                    library ->
                        check(
                            below(file, library).equals(Bundle.ROOT.resolve(jar)),
                            "%s: library %s is not the artifact",
                            file,
                            library)));
  }

  /** A path in a file of the bundle is relative to that file. */
  private static Path below(String file, String path) {
    return Bundle.ROOT.resolve(file).getParent().resolve(path).normalize();
  }

  private static String element(String xml, String name, int which) {
    Matcher element = Pattern.compile("<%1$s>([^<]+)</%1$s>".formatted(name)).matcher(xml);
    for (int i = 0; i <= which; i++) {
      if (!element.find()) {
        throw new IllegalStateException("pom.xml has no <" + name + ">");
      }
    }
    return element.group(1);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private void target(String name, Map<String, String> given) {
    JsonNode deployed;
    try {
      deployed = bundle.target(name, given);
    } catch (IllegalStateException e) {
      faults.add(e.getMessage());
      return;
    }
    faults.addAll(keys.wronglyTyped(name, deployed.path("resources")));
    boolean dev = name.equals("dev");
    check(
        deployed.path("mode").asText().equals(dev ? "development" : "production"),
        "Target %s has mode %s",
        name,
        deployed.path("mode"));
    if (!dev) {
      check(!deployed.at("/workspace/root_path").isMissingNode(), "prod may have many copies");
      check(deployed.path("run_as").size() == 1, "prod runs as whoever deploys it");
      check(
          deployed.at("/resources/schemas/market/lifecycle/prevent_destroy").asBoolean(),
          "prod loses its tables with the bundle");
    }
    String artifacts = deployed.at("/workspace/artifact_path").asText();
    check(
        artifacts.startsWith("/Volumes/") && artifacts.contains("someone"),
        "Target %s: artifacts of two people would meet in %s",
        name,
        artifacts);
    deployed
        .at("/resources/jobs")
        .forEach(job -> job(name, job, dev ? "PAUSED" : "UNPAUSED", given.get("lake")));
    bundle.files.forEach(
        (file, tree) ->
            tree.findValuesAsText("file_path")
                .forEach(
                    path ->
                        check(
                            Files.isRegularFile(below(file, path)),
                            "%s: there is no file %s",
                            file,
                            path)));
  }

  private void job(String target, JsonNode job, String pauseStatus, String lake) {
    if (job.has("schedule")) {
      daily(target, job, pauseStatus);
      return;
    }
    JsonNode trigger = job.path("trigger");
    check(
        trigger.path("pause_status").asText().equals(pauseStatus),
        "Target %s: the trigger is %s",
        target,
        trigger.path("pause_status"));
    check(
        trigger.at("/file_arrival/url").asText().equals(lake + "/_manifests/"),
        "The trigger watches %s",
        trigger.at("/file_arrival/url"));
    check(
        trigger.at("/file_arrival/wait_after_last_change_seconds").asInt() >= 60,
        "The least that file arrival can wait are 60 seconds");
    check(
        job.path("max_concurrent_runs").asInt() == 1 && job.at("/queue/enabled").asBoolean(),
        "Two loads could run at once, or one get lost");
    Set<String> clusters =
        new HashSet<>(job.path("job_clusters").findValuesAsText("job_cluster_key"));
    Set<String> tasks = new HashSet<>();
    Set<String> started = new HashSet<>();
    for (JsonNode task : job.path("tasks")) {
      check(tasks.add(task.path("task_key").asText()), "Two tasks %s", task.path("task_key"));
      String cluster = task.path("job_cluster_key").asText();
      check(clusters.contains(cluster), "There is no cluster %s", cluster);
      started.add(cluster);
      main(task.path("spark_jar_task"));
    }
    check(started.containsAll(clusters), "A cluster of %s has no task", clusters);
    String scala = element(text(Bundle.ROOT.resolve("pom.xml")), "artifactId", 2);
    for (String version : job.findValuesAsText("spark_version")) {
      check(
          version.endsWith("-scala" + scala.substring(scala.indexOf('_') + 1)),
          "%s has another Scala than %s",
          version,
          scala);
    }
  }

  /** It starts the other job, so that there is one queue. */
  private void daily(String target, JsonNode job, String pauseStatus) {
    check(
        job.at("/schedule/pause_status").asText().equals(pauseStatus),
        "Target %s: the schedule is %s",
        target,
        job.at("/schedule/pause_status"));
    check(
        job.at("/schedule/timezone_id").asText().equals("America/New_York"),
        "Splits begin at midnight in New York, not in %s",
        job.at("/schedule/timezone_id"));
    check(
        !job.at("/tasks/0/run_job_task/job_id").isMissingNode() && job.path("tasks").size() == 1,
        "The daily job loads by itself");
  }

  private void main(JsonNode task) {
    String name = task.path("main_class_name").asText();
    Path source = Bundle.ROOT.resolve("src/main/java/" + name.replace('.', '/') + ".java");
    if (!Files.exists(source)) {
      faults.add("There is no class " + name);
      return;
    }
    List<String> parameters = new ArrayList<>();
    task.path("parameters").forEach(parameter -> parameters.add(parameter.asText()));
    try {
      Settings settings = Settings.of(parameters.toArray(String[]::new));
      for (RecordComponent flag : Settings.class.getRecordComponents()) {
        check(
            flag.getAccessor().invoke(settings) != null, "%s is not told %s", name, flag.getName());
      }
    } catch (LoadException e) {
      faults.add(e.getMessage());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
