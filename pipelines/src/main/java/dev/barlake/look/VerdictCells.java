package dev.barlake.look;

import dev.barlake.verify.Verdict;
import java.util.Arrays;

/**
 * The verdicts of one series by date, a letter each, {@code .} if a date has none. A capital is one
 * that the last {@code verify} made. {@code verify.js} reads it.
 */
final class VerdictCells {
  private static final char NONE = '.';

  private final char[] cells;

  VerdictCells(int dates) {
    cells = new char[dates];
    Arrays.fill(cells, NONE);
  }

  void put(int date, Verdict verdict, boolean isNew) {
    char letter = letter(verdict);
    cells[date] = isNew ? Character.toUpperCase(letter) : letter;
  }

  private static char letter(Verdict verdict) {
    return switch (verdict) {
      case VERIFIED -> 'v';
      case CONSISTENT -> 'c';
      case SILENT -> 's';
      case PENDING -> 'p';
      case NEVER_ASKED -> 'n';
      case SUSPECT -> 'u'; // s is taken
      case MISSING -> 'm';
    };
  }

  /** Each character once, and after it how often it stands there: {@code c250sc9}. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int start = 0; start < cells.length; ) {
      int end = start + 1;
      while (end < cells.length && cells[end] == cells[start]) {
        end++;
      }
      text.append(cells[start]);
      if (end > start + 1) {
        text.append(end - start);
      }
      start = end;
    }
    return text.toString();
  }
}
