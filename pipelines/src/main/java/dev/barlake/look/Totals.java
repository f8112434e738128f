package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;

/**
 * The report's tiles. Writes {@code totals}: tickers, series, bars, files, bytes, from, to, and
 * holes, which is how many series have some.
 */
final class Totals {
  private Totals() {}

  static ReportPart part(LakeContents contents) {
    return new ReportPart("totals", "", data -> write(contents.series(), data));
  }

  private static void write(List<SeriesContents> all, ObjectNode data) {
    ObjectNode totals = data.putObject("totals");
    totals.put("tickers", all.stream().map(s -> s.series().ticker()).distinct().count());
    totals.put("series", all.size());
    totals.put("bars", all.stream().mapToLong(SeriesContents::bars).sum());
    totals.put("files", all.stream().mapToLong(s -> s.partitions().size()).sum());
    totals.put("bytes", all.stream().mapToLong(SeriesContents::bytes).sum());
    totals.put("holes", all.stream().filter(s -> !s.holes().isEmpty()).count());
    all.stream()
        .map(SeriesContents::first)
        .min(LocalDate::compareTo)
        .ifPresent(date -> totals.put("from", date.toString()));
    all.stream()
        .map(SeriesContents::last)
        .max(LocalDate::compareTo)
        .ifPresent(date -> totals.put("to", date.toString()));
  }
}
