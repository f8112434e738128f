package dev.barlake.verify;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Verdicts of one window and date, on their way to its file. */
record VerdictBlock(String window, LocalDate date, ArrayList<VerdictRow> rows)
    implements Serializable {
  static VerdictBlock of(String window, LocalDate date, List<VerdictRow> rows) {
    return new VerdictBlock(window, date, new ArrayList<>(rows));
  }

  /** Of the window and date, for grouping. */
  String key() {
    return window + " " + date;
  }
}
