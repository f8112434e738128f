package dev.barlake.marketapi;

import java.util.List;
import java.util.Map;

/**
 * What the list of splits says about some tickers.
 *
 * @param splits by ticker and date
 * @param unreadable tickers of which a row has no usable date or ratio, with one sentence each that
 *     shows the row; their other splits stand in {@code splits}
 */
public record SplitList(List<Split> splits, Map<String, String> unreadable) {
  public SplitList {
    splits = List.copyOf(splits);
    unreadable = Map.copyOf(unreadable);
  }
}
