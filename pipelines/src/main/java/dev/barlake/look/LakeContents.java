package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.lake.PartitionPath;
import dev.barlake.model.BarSeries;
import dev.barlake.parquet.PartitionHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the footers of a lake's partition files say.
 *
 * @param series those that have a file, sorted
 * @param damaged one sentence for each file whose footer cannot be read
 */
record LakeContents(List<SeriesContents> series, List<String> damaged) {
  /** A file and its footer. */
  record Partition(PartitionPath at, PartitionHeader header) {}

  /** Reads the footers of the wanted series, many at a time. */
  static LakeContents read(Lake lake, Predicate<BarSeries> wanted) {
    List<PartitionPath> paths =
        lake.partitions().stream().filter(at -> wanted.test(at.series())).toList();
    Footers<Partition> footers =
        Footers.read(paths, at -> lake.header(at).map(header -> new Partition(at, header)));
    Map<BarSeries, List<Partition>> found = new TreeMap<>();
    for (Partition partition : footers.read()) {
      found.computeIfAbsent(partition.at().series(), s -> new ArrayList<>()).add(partition);
    }
    List<SeriesContents> series = new ArrayList<>();
    found.forEach((name, partitions) -> series.add(new SeriesContents(name, partitions)));
    return new LakeContents(series, footers.damaged());
  }
}
