package dev.barlake.verify;

/**
 * What the tests say of one series and date.
 *
 * @param expected bars that a witness has; -1 if there is no witness
 * @param text the first thing that was found, for people; empty if there is nothing to say
 * @param from where it begins, epoch ms; -1 if it has no place within the date
 * @param to where it ends, epoch ms; -1 as well
 */
record Finding(Verdict verdict, Check check, long expected, String text, long from, long to) {
  static Finding of(Verdict verdict, Check check) {
    return new Finding(verdict, check, -1, "", -1, -1);
  }

  static Finding of(Verdict verdict, Check check, String text) {
    return new Finding(verdict, check, -1, text, -1, -1);
  }

  Finding as(Verdict other) {
    return new Finding(other, check, expected, text, from, to);
  }
}
