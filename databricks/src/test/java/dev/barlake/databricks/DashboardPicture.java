package dev.barlake.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.databricks.Dashboard.Page;
import dev.barlake.databricks.Dashboard.Widget;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.sql.Timestamp;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jfree.chart.JFreeChart;
import org.jfree.svg.SVGGraphics2D;

/**
 * The dashboard as a picture for the README: what its queries give, in the places and colors that
 * its file says. Databricks draws the same with its own fonts and details.
 */
final class DashboardPicture {
  private static final int WIDTH = 1180;
  private static final int MARGIN = 16;
  private static final int GAP = 8;
  private static final int ROW = 46;
  private static final int HEADER = 34;
  private static final int LINE = 17;

  /** Dark is bad: the ramp YlGnBu of the file, in five steps. */
  private static final List<Color> RAMP =
      List.of(
          new Color(0xFFFFD9),
          new Color(0xC7E9B4),
          new Color(0x41B6C4),
          new Color(0x225EA8),
          new Color(0x081D58));

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 12);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 20);
  private static final Font NUMBER = new Font(Font.SANS_SERIF, Font.PLAIN, 26);

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final SparkSession spark;
  private final String ticker;
  private final SVGGraphics2D svg;

  private DashboardPicture(SparkSession spark, String ticker, int height) {
    this.spark = spark;
    this.ticker = ticker;
    this.svg = new SVGGraphics2D(WIDTH, height);
    // A tenth of a pixel is fine enough, and makes the file half as large.
    svg.setGeomDoubleConverter(DashboardPicture::tenths);
    svg.setTransformDoubleConverter(DashboardPicture::tenths);
    svg.setDefsKeyPrefix("barlake");
  }

  /**
   * An SVG document of all pages, one below the other.
   *
   * @param spark a session in which {@link Dashboard#view} was called
   * @param ticker what the filter for one ticker is set to
   */
  static String draw(SparkSession spark, Dashboard dashboard, String ticker) {
    int rows = dashboard.pages().stream().mapToInt(Page::height).sum();
    int height = rows * ROW + dashboard.pages().size() * (HEADER + MARGIN) + MARGIN;
    DashboardPicture picture = new DashboardPicture(spark, ticker, height);
    picture.fill(new Rectangle2D.Double(0, 0, WIDTH, height), new Color(0xF4F6F7));
    double top = 0;
    for (Page page : dashboard.pages()) {
      picture.tab(page, top);
      for (Widget widget : page.widgets()) {
        picture.widget(page, widget, top + HEADER + GAP);
      }
      top += HEADER + MARGIN + page.height() * ROW;
    }
    return picture.svg.getSVGDocument();
  }

  private void tab(Page page, double top) {
    fill(new Rectangle2D.Double(0, top, WIDTH, HEADER), Color.WHITE);
    fill(new Rectangle2D.Double(0, top + HEADER - 1, WIDTH, 1), DashboardCharts.RULE);
    text(page.title(), TITLE, DashboardCharts.INK, MARGIN + 4, top + 21);
    fill(new Rectangle2D.Double(MARGIN, top + HEADER - 3, 70, 3), DashboardCharts.PALETTE.get(0));
  }

  private void widget(Page page, Widget widget, double top) {
    double column = (WIDTH - 2.0 * MARGIN) / Dashboard.GRID;
    Rectangle2D place =
        new Rectangle2D.Double(
            MARGIN + widget.at("x") * column + GAP / 2.0,
            top + widget.at("y") * ROW + GAP / 2.0,
            widget.at("width") * column - GAP,
            widget.at("height") * ROW - GAP);
    if (widget.type().isEmpty()) {
      String line = widget.json().at("/multilineTextboxSpec/lines/0").asText();
      text(
          line.replaceFirst("^# ", ""),
          HEADING,
          DashboardCharts.INK,
          place.getX(),
          place.getY() + 27);
      return;
    }
    svg.setPaint(Color.WHITE);
    RoundRectangle2D card =
        new RoundRectangle2D.Double(
            place.getX(), place.getY(), place.getWidth(), place.getHeight(), 6, 6);
    svg.fill(card);
    svg.setPaint(DashboardCharts.RULE);
    svg.draw(card);
    double x = place.getX() + 10;
    double y = place.getY() + 17;
    text(widget.title(), TITLE, DashboardCharts.INK, x, y);
    if (widget.isFilter()) {
      filter(widget, place);
      return;
    }
    String description = widget.json().at("/spec/frame/description").asText();
    if (!description.isEmpty()) {
      text(description, TEXT, DashboardCharts.PALE, x, y + LINE - 2);
      y += LINE - 2;
    }
    Rectangle2D inner =
        new Rectangle2D.Double(x, y + 6, place.getWidth() - 20, place.getMaxY() - y - 12);
    List<Row> rows = Dashboard.rows(spark, page, widget, ticker).collectAsList();
    switch (widget.type()) {
      case "line" -> chart(DashboardCharts.line(widget, rows), inner);
      case "bar" -> chart(DashboardCharts.bar(widget, rows), inner);
      case "counter" -> counter(widget, rows, inner);
      case "table" -> table(widget, rows, inner);
      case "heatmap" -> heatmap(widget, rows, inner);
      default -> throw new IllegalArgumentException("Cannot draw " + widget.type());
    }
  }

  private void chart(JFreeChart chart, Rectangle2D place) {
    chart.draw(svg, place);
  }

  private void filter(Widget filter, Rectangle2D place) {
    boolean one = filter.type().equals("filter-single-select");
    String chosen = one ? ticker : "All";
    double x = place.getMaxX() - 130;
    svg.setPaint(DashboardCharts.RULE);
    svg.draw(new RoundRectangle2D.Double(x, place.getY() + 7, 120, place.getHeight() - 14, 6, 6));
    text(chosen + "  \u25BE", TEXT, DashboardCharts.INK, x + 10, place.getY() + 23);
  }

  private void counter(Widget widget, List<Row> rows, Rectangle2D place) {
    JsonNode value = widget.encodings().path("value");
    Number number = (Number) rows.get(0).getAs(value.path("fieldName").asText());
    String type = value.at("/format/type").asText();
    String shown = DashboardCharts.format(type, "#,##0.##").format(number.doubleValue());
    text(shown, NUMBER, DashboardCharts.PALETTE.get(0), place.getX(), place.getY() + 36);
  }

  private void table(Widget widget, List<Row> rows, Rectangle2D place) {
    List<JsonNode> columns = new ArrayList<>();
    widget.encodings().path("columns").forEach(columns::add);
    double[] widths = widths(columns, rows, place.getWidth());
    double y = place.getY() + 12;
    double x = place.getX();
    for (int i = 0; i < columns.size(); i++) {
      text(columns.get(i).path("displayName").asText(), TITLE, DashboardCharts.PALE, x, y);
      x += widths[i];
    }
    for (Row row : rows) {
      fill(new Rectangle2D.Double(place.getX(), y + 5, place.getWidth(), 1), DashboardCharts.RULE);
      y += LINE + 2;
      if (y > place.getMaxY()) {
        break;
      }
      x = place.getX();
      for (int i = 0; i < columns.size(); i++) {
        text(cell(row, columns.get(i)), TEXT, DashboardCharts.INK, x, y);
        x += widths[i];
      }
    }
  }

  /** Wide enough for what stands in them, the rest divided. */
  private static double[] widths(List<JsonNode> columns, List<Row> rows, double width) {
    double[] widths = new double[columns.size()];
    double sum = 0;
    for (int i = 0; i < widths.length; i++) {
      JsonNode column = columns.get(i);
      int longest = rows.stream().mapToInt(row -> cell(row, column).length()).max().orElse(0);
      widths[i] = Math.max(longest, column.path("displayName").asText().length() + 2);
      sum += widths[i];
    }
    for (int i = 0; i < widths.length; i++) {
      widths[i] *= width / sum;
    }
    return widths;
  }

  private static String cell(Row row, JsonNode column) {
    Object value = row.getAs(column.path("fieldName").asText());
    if (value instanceof Timestamp instant) {
      return SECONDS.format(instant.toInstant());
    }
    return value == null ? "" : value.toString();
  }

  private void heatmap(Widget widget, List<Row> rows, Rectangle2D place) {
    String fieldX = widget.encodings().at("/x/fieldName").asText();
    String fieldY = widget.encodings().at("/y/fieldName").asText();
    String color = widget.encodings().at("/color/fieldName").asText();
    List<String> xs = distinct(rows, fieldX);
    List<String> ys = distinct(rows, fieldY);
    double left = place.getX() + 70;
    double cellWidth = (place.getMaxX() - left - 60) / xs.size();
    double cellHeight = (place.getHeight() - 22) / ys.size();
    for (Row row : rows) {
      int x = xs.indexOf(row.getAs(fieldX).toString());
      int y = ys.indexOf(row.getAs(fieldY).toString());
      fill(
          new Rectangle2D.Double(
              left + x * cellWidth, place.getY() + y * cellHeight, cellWidth - 1, cellHeight - 1),
          RAMP.get(((Number) row.getAs(color)).intValue()));
    }
    for (int y = 0; y < ys.size(); y++) {
      text(
          ys.get(y),
          TEXT,
          DashboardCharts.INK,
          place.getX(),
          place.getY() + (y + 0.5) * cellHeight + 4);
    }
    for (int x = 0; x < xs.size(); x += 10) {
      text(
          xs.get(x),
          DashboardCharts.SMALL,
          DashboardCharts.PALE,
          left + x * cellWidth,
          place.getMaxY() - 8);
    }
    for (int i = 0; i < RAMP.size(); i++) {
      double y = place.getY() + 4 + i * 20;
      fill(new Rectangle2D.Double(place.getMaxX() - 40, y, 14, 14), RAMP.get(i));
      text(
          String.valueOf(i),
          DashboardCharts.SMALL,
          DashboardCharts.INK,
          place.getMaxX() - 20,
          y + 11);
    }
  }

  private static List<String> distinct(List<Row> rows, String field) {
    TreeSet<String> values = new TreeSet<>();
    rows.forEach(row -> values.add(row.getAs(field).toString()));
    return List.copyOf(values);
  }

  private static String tenths(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0 ? String.valueOf(tenths / 10) : String.valueOf(tenths / 10.0);
  }

  private void fill(Rectangle2D place, Color color) {
    svg.setPaint(color);
    svg.fill(place);
  }

  private void text(String text, Font font, Color color, double x, double y) {
    svg.setFont(font);
    svg.setPaint(color);
    svg.drawString(text, (float) x, (float) y);
  }
}
