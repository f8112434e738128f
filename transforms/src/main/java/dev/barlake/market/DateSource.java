package dev.barlake.market;

import java.io.IOException;

/** Where the bars of a date come from. Thread-safe. */
interface DateSource extends AutoCloseable {
  /**
   * What the source has of a date, as a file of the lake.
   *
   * @throws NoBarsException if it has nothing that could be one, with the reason
   * @throws IOException if what it has is damaged
   */
  DateFile read(MarketTree tree, MarketDate date) throws IOException;

  @Override
  void close();
}
