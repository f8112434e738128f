package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundle keeps the published rules; whether a workspace takes it is for the CLI. */
class BundleTest {
  private static final String JOB = "resources/lake_tables.job.yml";

  @Test
  void theBundleHasNoFaults() {
    assertThat(BundleRules.faults(Bundle.read())).isEmpty();
  }

  @Test
  void anEmptyReferenceOrPolicyIsAValue() {
    ObjectNode dev = Bundle.read().target("dev", BundleRules.GIVEN);
    assertThat(dev.at("/resources/jobs/lake_tables/job_clusters/0/new_cluster/policy_id").asText())
        .isEmpty();
    assertThat(dev.at("/resources/jobs/lake_tables/email_notifications/on_failure")).isEmpty();
    assertThat(dev.at("/resources/dashboards/barlake/dataset_schema").asText()).isEqualTo("market");
  }

  /** What breaks the bundle, and a part of what is said then. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("unknown key", job -> job.put("max_concurent_runs", 1), "unknown key"),
        mistake("text for a number", job -> job.put("timeout_seconds", "4h"), "not number"),
        mistake("a word that is none", job -> rule(job).put("op", "MORE"), "not GREATER_THAN"),
        mistake("two runs at once", job -> job.put("max_concurrent_runs", 2), "at once"),
        mistake(
            "a variable that is not there",
            job -> job.put("name", "${var.title}"),
            "title is not declared"),
        mistake(
            "a reference to nowhere",
            job -> job.put("name", "${resources.schemas.markt.name}"),
            "markt.name} leads nowhere"),
        mistake(
            "a cluster that is not there",
            job -> task(job).put("job_cluster_key", "lod"),
            "no cluster lod"),
        mistake(
            "two tasks of one key",
            job -> ((ArrayNode) job.path("tasks")).add(task(job).deepCopy()),
            "Two tasks"),
        mistake(
            "another main",
            job -> task(job).withObject("/spark_jar_task").put("main_class_name", "dev.Tables"),
            "no class dev.Tables"),
        mistake(
            "a flag too many", job -> parameters(job).add("--lakes=x"), "'--lakes=x' is none of"),
        mistake("a flag too few", job -> parameters(job).remove(0), "--lake is missing"),
        mistake("a flag forgotten", job -> parameters(job).remove(3), "is not told reference"),
        mistake(
            "another jar",
            job -> ((ObjectNode) task(job).at("/libraries/0")).put("jar", "../target/old.jar"),
            "old.jar is not the artifact"),
        mistake(
            "another Scala",
            job -> cluster(job).put("spark_version", "16.4.x-scala2.12"),
            "another Scala"),
        mistake("a secret", job -> job.put("description", "token=abc"), "secret"),
        mistake(
            "another folder",
            job -> job.withObject("/trigger/file_arrival").put("url", "${var.lake}/bars/"),
            "watches"),
        inMain(
            "a variable that nobody reads",
            main -> main.withObject("/variables/spare").put("default", ""),
            "spare is not used"),
        inMain(
            "a variable without a value",
            main -> main.withObject("/variables/node_type").remove("default"),
            "no value for variable node_type"),
        inMain(
            "files left out",
            main -> ((ArrayNode) main.path("include")).removeAll().add("resources/*.job.yml"),
            "schema.yml is not included"),
        inMain(
            "an old version",
            main ->
                ((ObjectNode) main.at("/artifacts/tables/files/0")).put("source", "target/b-1.jar"),
            "Maven builds target/barlake-databricks-"),
        inMain(
            "dev that starts by itself",
            main -> main.withObject("/targets/dev/variables").remove("trigger"),
            "dev: the trigger is"),
        inMain(
            "prod of many copies",
            main -> main.withObject("/targets/prod").remove("workspace"),
            "many copies"),
        inMain(
            "prod without an identity",
            main -> main.withObject("/targets/prod").remove("run_as"),
            "runs as whoever"),
        inFile(
            "a schedule of another zone",
            "resources/lake_tables_daily.job.yml",
            file ->
                file.withObject("/resources/jobs/lake_tables_daily/schedule")
                    .put("timezone_id", "UTC"),
            "not in"),
        inFile(
            "a dashboard that is not there",
            "resources/barlake.dashboard.yml",
            file ->
                file.withObject("/resources/dashboards/barlake")
                    .put("file_path", "../src/none.lvdash.json"),
            "no file ../src/none"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsNoticed(String name, String file, Consumer<ObjectNode> change, String said) {
    Bundle bundle = Bundle.read();
    change.accept(bundle.files.get(file));
    List<String> faults = BundleRules.faults(bundle);
    assertThat(faults).as(name).anyMatch(fault -> fault.contains(said));
  }

  private static Arguments inFile(
      String name, String file, Consumer<ObjectNode> change, String said) {
    return Arguments.of(name, file, change, said);
  }

  private static Arguments inMain(String name, Consumer<ObjectNode> change, String said) {
    return inFile(name, Bundle.MAIN_FILE, change, said);
  }

  private static Arguments mistake(String name, Consumer<ObjectNode> change, String said) {
    return inFile(
        name,
        JOB,
        file -> change.accept((ObjectNode) file.at("/resources/jobs/lake_tables")),
        said);
  }

  private static ObjectNode task(ObjectNode job) {
    return (ObjectNode) job.at("/tasks/0");
  }

  private static ArrayNode parameters(ObjectNode job) {
    return (ArrayNode) task(job).at("/spark_jar_task/parameters");
  }

  private static ObjectNode rule(ObjectNode job) {
    return (ObjectNode) job.at("/health/rules/0");
  }

  private static ObjectNode cluster(ObjectNode job) {
    return (ObjectNode) job.at("/job_clusters/0/new_cluster");
  }
}
