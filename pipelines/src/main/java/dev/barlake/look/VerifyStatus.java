package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.verify.Verdict;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code status} says of the last {@code verify}, and the command of the next. */
final class VerifyStatus {
  private VerifyStatus() {}

  static void print(Lake lake, String sameLake, PrintStream out) {
    Optional<LastVerify> last = LastVerify.of(lake);
    String command = "./barlake verify " + sameLake;
    out.println();
    out.println(
        last.map(verify -> sentence(verify, command))
            .orElse("Is anything missing? Never verified: " + command));
  }

  private static String sentence(LastVerify last, String command) {
    boolean bad = Arrays.stream(Verdict.values()).anyMatch(v -> v.isBad() && has(last, v));
    return "Verified %s: %s. Again%s: %s%s"
        .formatted(
            Status.time(last.startedAt()),
            Arrays.stream(Verdict.values())
                .filter(verdict -> has(last, verdict))
                .map(v -> Look.number(last.count(v.word())) + " " + words(v))
                .collect(Collectors.joining(", ")),
            bad ? ", and healed" : "",
            command,
            bad ? " --heal=true" : "");
  }

  private static boolean has(LastVerify last, Verdict verdict) {
    return last.count(verdict.word()) > 0;
  }

  /** For people: {@code never asked}. */
  static String words(Verdict verdict) {
    return verdict.word().replace('_', ' ');
  }
}
