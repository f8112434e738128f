package dev.barlake.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.databricks.Dashboard.Widget;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.sql.Date;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.spark.sql.Row;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.DateAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StackedXYBarRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.time.Day;
import org.jfree.data.time.TimeSeries;
import org.jfree.data.time.TimeSeriesCollection;
import org.jfree.data.time.TimeTableXYDataset;
import org.jfree.data.xy.XYDataset;

/** Lines and bars over time, from what a widget says and the rows that it gets. */
final class DashboardCharts {
  /** The palette that a dashboard has where nobody chose another. */
  static final List<Color> PALETTE =
      List.of(
          new Color(0x077A9D),
          new Color(0xFFAB00),
          new Color(0x00A972),
          new Color(0xFF3621),
          new Color(0x8BCAE7),
          new Color(0xAB4057),
          new Color(0x99DDB4),
          new Color(0xFCA4A1),
          new Color(0x919191),
          new Color(0xBF7080));

  static final Color INK = new Color(0x1B3139);
  static final Color PALE = new Color(0x6B7B83);
  static final Color RULE = new Color(0xE3E8EB);
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

  private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

  private DashboardCharts() {}

  static JFreeChart line(Widget widget, List<Row> rows) {
    TimeSeriesCollection lines = new TimeSeriesCollection(UTC);
    for (JsonNode field : widget.encodings().at("/y/fields")) {
      TimeSeries line = new TimeSeries(field.path("displayName").asText());
      for (Row row : rows) {
        line.addOrUpdate(day(widget, row), number(row, field.path("fieldName").asText()));
      }
      lines.addSeries(line);
    }
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    // One path for a line instead of one for each of its pieces.
    renderer.setDrawSeriesLineAsPath(true);
    for (int i = 0; i < lines.getSeriesCount(); i++) {
      String chosen = widget.json().at("/spec/mark/colors/" + i).asText();
      renderer.setSeriesPaint(i, chosen.isEmpty() ? PALETTE.get(i) : Color.decode(chosen));
      renderer.setSeriesStroke(
          i, new BasicStroke(1.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
    return chart(widget, lines, renderer, lines.getSeriesCount() > 1);
  }

  static JFreeChart bar(Widget widget, List<Row> rows) {
    Map<String, Color> colors = colors(widget);
    TimeTableXYDataset bars = new TimeTableXYDataset(UTC, Locale.ENGLISH);
    String y = widget.encodings().at("/y/fieldName").asText();
    String series = widget.encodings().at("/color/fieldName").asText();
    for (String name : colors.keySet()) {
      for (Row row : rows) {
        if (series.isEmpty() || row.<String>getAs(series).equals(name)) {
          bars.add(day(widget, row), number(row, y), name, false);
        }
      }
    }
    XYBarRenderer renderer =
        series.isEmpty() ? new XYBarRenderer(0.1) : new StackedXYBarRenderer(0.1);
    renderer.setBarPainter(new StandardXYBarPainter());
    renderer.setShadowVisible(false);
    for (int i = 0; i < bars.getSeriesCount(); i++) {
      renderer.setSeriesPaint(i, colors.get(bars.getSeriesKey(i).toString()));
    }
    return chart(widget, bars, renderer, !series.isEmpty());
  }

  /** By series, in the order in which they stand upon each other. */
  static Map<String, Color> colors(Widget widget) {
    Map<String, Color> colors = new LinkedHashMap<>();
    for (JsonNode mapping : widget.encodings().at("/color/scale/mappings")) {
      colors.put(
          mapping.path("value").asText(), PALETTE.get(mapping.at("/color/position").asInt() - 1));
    }
    if (colors.isEmpty()) {
      colors.put(widget.encodings().at("/y/displayName").asText(), PALETTE.get(0));
    }
    return colors;
  }

  private static JFreeChart chart(
      Widget widget, XYDataset data, XYItemRenderer renderer, boolean withLegend) {
    DateAxis dates = new DateAxis(null, UTC, Locale.ENGLISH);
    NumberAxis numbers = new NumberAxis();
    numbers.setAutoRangeIncludesZero(renderer instanceof XYBarRenderer);
    numbers.setNumberFormatOverride(
        format(widget.encodings().at("/y/format/type").asText(), "0.##"));
    XYPlot plot = new XYPlot(data, dates, numbers, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(RULE);
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    for (var axis : List.of(dates, numbers)) {
      axis.setTickLabelFont(SMALL);
      axis.setTickLabelPaint(PALE);
      axis.setAxisLinePaint(RULE);
      axis.setTickMarksVisible(false);
    }
    JFreeChart chart = new JFreeChart(null, SMALL, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    if (withLegend) {
      LegendTitle legend = new LegendTitle(plot);
      legend.setPosition(RectangleEdge.BOTTOM);
      legend.setItemFont(SMALL);
      legend.setItemPaint(INK);
      legend.setBackgroundPaint(null);
      chart.addLegend(legend);
    }
    return chart;
  }

  static DecimalFormat format(String type, String otherwise) {
    return new DecimalFormat(
        type.equals("number-percent") ? "0.##%" : otherwise,
        DecimalFormatSymbols.getInstance(Locale.ENGLISH));
  }

  private static Day day(Widget widget, Row row) {
    LocalDate date = row.<Date>getAs(widget.encodings().at("/x/fieldName").asText()).toLocalDate();
    return new Day(date.getDayOfMonth(), date.getMonthValue(), date.getYear());
  }

  /** Null where the row has none, as before an average has its first bars. */
  private static Double number(Row row, String field) {
    Object value = row.getAs(field);
    return value == null ? null : ((Number) value).doubleValue();
  }
}
