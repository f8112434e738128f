package dev.barlake.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.databricks.Dashboard.Page;
import dev.barlake.databricks.Dashboard.Widget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** What must hold in a dashboard before Databricks draws it; nothing is computed, only analyzed. */
final class DashboardRules {
  /** The version of each kind of widget whose keys we know. */
  private static final Map<String, Integer> VERSIONS =
      Map.of(
          "line", 3,
          "bar", 3,
          "heatmap", 3,
          "counter", 2,
          "table", 2,
          "filter-single-select", 2,
          "filter-multi-select", 2,
          "filter-date-range-picker", 2);

  private final Dashboard dashboard;
  private final List<String> faults = new ArrayList<>();

  /** Columns by dataset. */
  private final Map<String, Set<String>> columns = new HashMap<>();

  private DashboardRules(Dashboard dashboard) {
    this.dashboard = dashboard;
  }

  /** One sentence for each fault; the tables' schema is the session's current one. */
  static List<String> faults(SparkSession spark, Dashboard dashboard) {
    DashboardRules rules = new DashboardRules(dashboard);
    rules.datasets(spark);
    Set<String> names = new HashSet<>();
    Set<String> used = new HashSet<>();
    for (Page page : dashboard.pages()) {
      rules.check(names.add(page.json().path("name").asText()), "Two pages %s", page.title());
      rules.nothingOverlaps(page);
      for (Widget widget : page.widgets()) {
        rules.check(names.add(widget.name()), "Two widgets %s", widget.name());
        rules.widget(widget);
        widget.json().findValuesAsText("datasetName").forEach(used::add);
      }
    }
    rules.columns.keySet().stream()
        .filter(dataset -> !used.contains(dataset))
        .forEach(dataset -> rules.faults.add("Dataset %s is not shown".formatted(dataset)));
    return rules.faults;
  }

  @SuppressWarnings("AnnotateFormatMethod") // would be one more library, for two methods of tests
  private void check(boolean holds, String fault, Object... values) {
    if (!holds) {
      faults.add(fault.formatted(values));
    }
  }

  private void datasets(SparkSession spark) {
    check(
        dashboard.queries().size() == dashboard.json().path("datasets").size(),
        "Two datasets have one name");
    dashboard
        .queries()
        .forEach(
            (name, query) -> {
              List<String> qualified = Dashboard.qualifiedTables(query);
              check(qualified.isEmpty(), "Dataset %s is bound to %s", name, qualified);
              columns.put(name, Set.of());
              try {
                String[] fields = spark.sql(query).schema().fieldNames();
                check(
                    new HashSet<>(Arrays.asList(fields)).size() == fields.length,
                    "Dataset %s has two columns of one name",
                    name);
                columns.put(name, new HashSet<>(Arrays.asList(fields)));
              } catch (Exception e) {
                // Spark throws a checked one that it does not declare.
                faults.add("Dataset %s: %s".formatted(name, e.getMessage()));
              }
            });
  }

  private void widget(Widget widget) {
    if (widget.type().isEmpty()) {
      check(
          widget.json().at("/multilineTextboxSpec/lines").size() == 1,
          "Text %s has not one line",
          widget.name());
      return;
    }
    check(
        VERSIONS.getOrDefault(widget.type(), 0) == widget.json().at("/spec/version").asInt(),
        "Widget %s: there is no %s of version %s",
        widget.name(),
        widget.type(),
        widget.json().at("/spec/version"));
    check(!widget.title().isEmpty(), "Widget %s has no title", widget.name());
    Set<String> fields = new HashSet<>();
    Set<String> queries = new HashSet<>();
    for (JsonNode query : widget.json().path("queries")) {
      queries.add(query.path("name").asText());
      query(widget, query.path("query"), fields);
    }
    check(
        widget.isFilter() || queries.equals(Set.of("main_query")),
        "Widget %s has queries %s",
        widget.name(),
        queries);
    for (String field : widget.fields()) {
      check(
          fields.contains(field),
          "Widget %s shows %s, but does not ask for it",
          widget.name(),
          field);
    }
    check(
        widget.fields().containsAll(fields),
        "Widget %s asks for more of %s than it shows",
        widget.name(),
        fields);
    for (String query : widget.encodings().findValuesAsText("queryName")) {
      check(queries.contains(query), "Filter %s has no query %s", widget.name(), query);
    }
  }

  private void query(Widget widget, JsonNode query, Set<String> fields) {
    String dataset = query.path("datasetName").asText();
    check(columns.containsKey(dataset), "Widget %s: no dataset %s", widget.name(), dataset);
    for (JsonNode field : query.path("fields")) {
      fields.add(field.path("name").asText());
      for (String column : Dashboard.columns(field.path("expression").asText())) {
        check(
            columns.getOrDefault(dataset, Set.of()).contains(column),
            "Widget %s: dataset %s has no column %s",
            widget.name(),
            dataset,
            column);
      }
    }
  }

  private void nothingOverlaps(Page page) {
    Set<List<Integer>> taken = new HashSet<>();
    for (Widget widget : page.widgets()) {
      boolean free = widget.at("x") + widget.at("width") <= Dashboard.GRID;
      for (int x = widget.at("x"); x < widget.at("x") + widget.at("width"); x++) {
        for (int y = widget.at("y"); y < widget.at("y") + widget.at("height"); y++) {
          free &= taken.add(List.of(x, y));
        }
      }
      check(free, "Widget %s has no room", widget.name());
    }
  }
}
