package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** The report's page as one text: template, style, scripts and data, so that it needs no server. */
final class ReportPage {
  private static final List<String> SCRIPTS = List.of("data", "heatmap", "chart", "page");
  private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private ReportPage() {}

  /** The page that shows the data. */
  static String of(ObjectNode data) {
    String uplot = "/META-INF/resources/webjars/uplot/" + version() + "/";
    StringBuilder scripts = new StringBuilder();
    SCRIPTS.forEach(script -> scripts.append(read("/dev/barlake/look/" + script + ".js")));
    // The data last: what stands in it must not be taken for a place to fill.
    return read("/dev/barlake/look/report.html")
        .replace("{{license}}", read(uplot + "LICENSE").strip())
        .replace("{{uplot.css}}", read(uplot + "dist/uPlot.min.css").strip())
        .replace("{{report.css}}", read("/dev/barlake/look/report.css").strip())
        .replace("{{uplot.js}}", read(uplot + "dist/uPlot.iife.min.js").strip())
        .replace("{{report.js}}", scripts)
        .replace("{{data}}", data.toString().replace("<", "\\u003c"));
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = ReportPage.class.getResourceAsStream(WEBJAR)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + WEBJAR, e);
    }
    return properties.getProperty("version");
  }

  private static String read(String resource) {
    try (InputStream in = ReportPage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("Cannot make the page: " + resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }
}
