package dev.barlake.look;

import java.time.LocalDate;

/** The command that reads dates of the whole market again. */
final class MarketCommand {
  private MarketCommand() {}

  /**
   * As {@code ./barlake market --source=grouped --timespan=day --from=… --to=… --lake=…}.
   *
   * @param window {@code 1minute} or {@code 1day}
   * @param adjusted whether the lake has adjusted bars too, which only grouped ones can be
   * @param sameLake flags that name the lake
   */
  static String of(
      boolean grouped,
      String window,
      boolean adjusted,
      LocalDate from,
      LocalDate to,
      String sameLake) {
    return "./barlake market --source=%s --timespan=%s%s --from=%s --to=%s %s"
        .formatted(
            grouped ? "grouped" : "flatfiles",
            window.substring(1),
            grouped && !adjusted ? " --adjusted=false" : "",
            from,
            to,
            sameLake);
  }
}
