package dev.barlake.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The dashboard's file, read as Databricks reads it: datasets are queries, widgets ask for fields
 * of them, filters narrow the datasets that they name.
 *
 * @param json the file
 */
record Dashboard(JsonNode json) {
  static final Path FILE = Path.of("src", "dashboards", "barlake.lvdash.json");

  /** Columns of the grid that widgets stand on. */
  static final int GRID = 6;

  private static final Pattern COLUMN = Pattern.compile("`([^`]+)`");

  static Dashboard read() {
    try {
      return new Dashboard(new ObjectMapper().readTree(FILE.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + FILE, e);
    }
  }

  /** The query of each dataset, by the dataset's name. */
  Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode dataset : json.path("datasets")) {
      String query =
          StreamSupport.stream(dataset.path("queryLines").spliterator(), false)
              .map(JsonNode::asText)
              .collect(Collectors.joining());
      queries.put(dataset.path("name").asText(), query);
    }
    return queries;
  }

  List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    json.path("pages").forEach(page -> pages.add(new Page(page)));
    return pages;
  }

  /** One page, as people see it. */
  record Page(JsonNode json) {
    String title() {
      return json.path("displayName").asText();
    }

    List<Widget> widgets() {
      List<Widget> widgets = new ArrayList<>();
      json.path("layout")
          .forEach(place -> widgets.add(new Widget(place.path("widget"), place.path("position"))));
      return widgets;
    }

    /** The single-select filters of this page for a dataset: its fields that have one value. */
    List<String> choices(String dataset) {
      List<String> fields = new ArrayList<>();
      for (Widget filter : widgets()) {
        if (filter.type().equals("filter-single-select")) {
          for (JsonNode query : filter.json().path("queries")) {
            if (query.at("/query/datasetName").asText().equals(dataset)) {
              fields.add(query.at("/query/fields/0/name").asText());
            }
          }
        }
      }
      return fields;
    }

    int height() {
      return widgets().stream().mapToInt(w -> w.at("y") + w.at("height")).max().orElse(0);
    }
  }

  /** A chart, a table, a number, a filter or a text. */
  record Widget(JsonNode json, JsonNode position) {
    String name() {
      return json.path("name").asText();
    }

    /** Empty for a text. */
    String type() {
      return json.at("/spec/widgetType").asText();
    }

    String title() {
      return json.at("/spec/frame/title").asText();
    }

    boolean isFilter() {
      return type().startsWith("filter-");
    }

    JsonNode encodings() {
      return json.at("/spec/encodings");
    }

    int at(String side) {
      return position.path(side).asInt();
    }

    /** The names of the fields that the widget shows. */
    List<String> fields() {
      return encodings().findValuesAsText("fieldName");
    }
  }

  /**
   * Makes a temporary view of every dataset, computed once; the tables' schema is the current one.
   */
  void view(SparkSession spark) {
    queries()
        .forEach(
            (name, query) -> {
              Dataset<Row> rows = spark.sql(query).cache();
              rows.createOrReplaceTempView(view(name));
            });
  }

  /** What a widget asks of {@link #view}ed datasets, its page's ticker being the one given. */
  static Dataset<Row> rows(SparkSession spark, Page page, Widget widget, String ticker) {
    JsonNode query = widget.json().at("/queries/0/query");
    String fields = select(query);
    String dataset = query.path("datasetName").asText();
    String where =
        page.choices(dataset).stream()
            .map(field -> " WHERE `%s` = '%s'".formatted(field, ticker))
            .collect(Collectors.joining());
    String group = query.path("disaggregated").asBoolean() ? "" : " GROUP BY ALL";
    return spark.sql("SELECT " + fields + " FROM " + view(dataset) + where + group);
  }

  private static String view(String dataset) {
    return "dashboard_" + dataset;
  }

  private static String select(JsonNode query) {
    return StreamSupport.stream(query.path("fields").spliterator(), false)
        .map(
            field ->
                "%s AS `%s`"
                    .formatted(field.path("expression").asText(), field.path("name").asText()))
        .collect(Collectors.joining(", "));
  }

  /** Names of columns in a field's expression. */
  static List<String> columns(String expression) {
    return COLUMN.matcher(expression).results().map(match -> match.group(1)).toList();
  }

  /** Names of three parts or two after FROM and JOIN. */
  static List<String> qualifiedTables(String query) {
    Matcher table = Pattern.compile("(?i)\\b(?:FROM|JOIN)\\s+(\\w+\\.[\\w.]+)").matcher(query);
    return table.results().map(match -> match.group(1)).toList();
  }
}
