package dev.barlake.market;

import java.io.Serializable;
import java.util.List;

/** Dates of one tree, in any order. */
public record MarketRequest(MarketTree tree, List<MarketDate> dates) implements Serializable {
  public MarketRequest {
    dates = List.copyOf(dates);
  }
}
