package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The report's page as one text, so that it needs no server: the frame, the style, and each part's
 * markup, script and data.
 */
final class ReportPage {
  private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private ReportPage() {}

  /**
   * The page of some parts, in their order.
   *
   * @param data what all parts may read: lake, madeAt, version
   */
  static String of(ObjectNode data, List<ReportPart> parts) {
    parts.forEach(part -> part.data().accept(data));
    String uplot = "/META-INF/resources/webjars/uplot/" + version() + "/";
    // The data last: what stands in it must not be taken for a place to fill.
    return own("report.html")
        .replace("{{license}}", read(uplot + "LICENSE").strip())
        .replace("{{uplot.css}}", read(uplot + "dist/uPlot.min.css").strip())
        .replace("{{report.css}}", own("report.css").strip())
        .replace("{{nav}}", navigation(parts))
        .replace("{{parts}}", of(parts, ".html"))
        .replace("{{uplot.js}}", read(uplot + "dist/uPlot.iife.min.js").strip())
        .replace("{{report.js}}", own("page.js") + of(parts, ".js") + "starters.forEach(s => s());")
        .replace("{{data}}", data.toString().replace("<", "\\u003c"));
  }

  private static String navigation(List<ReportPart> parts) {
    return parts.stream()
        .filter(part -> !part.title().isEmpty())
        .map(part -> "<a href=\"#%s\">%s</a>".formatted(part.name(), part.title()))
        .collect(Collectors.joining("\n    "));
  }

  private static String of(List<ReportPart> parts, String kind) {
    return parts.stream().map(part -> own(part.name() + kind)).collect(Collectors.joining());
  }

  private static String own(String resource) {
    return read("/dev/barlake/look/" + resource);
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
