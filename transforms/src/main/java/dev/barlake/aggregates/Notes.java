package dev.barlake.aggregates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.barlake.model.ImpossibleBars;
import dev.barlake.model.TimeRange;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was noticed while the bars of a storage period were fetched. As JSON in receipts; what is
 * empty or 0 is left out.
 *
 * @param repeated bars that an answer had twice; they stand once
 * @param questions requests that asked again for what was silent
 * @param silent ranges without a bar that were asked for twice
 * @param impossible how many bars of each {@link ImpossibleBars kind}; they are stored as sent
 * @param firstImpossible the first few of these
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Notes(
    int repeated,
    int questions,
    List<Silence> silent,
    Map<String, Integer> impossible,
    List<String> firstImpossible)
    implements Serializable {
  static final Notes NONE = new Notes(0, 0, List.of(), Map.of(), List.of());

  /** JSON without a part of it gives null there. */
  public Notes {
    silent = silent == null ? List.of() : List.copyOf(silent);
    impossible = impossible == null ? Map.of() : Map.copyOf(impossible);
    firstImpossible = firstImpossible == null ? List.of() : List.copyOf(firstImpossible);
  }

  /**
   * Silent at the first question and at the second.
   *
   * @param range ISO-8601 with both ends
   * @param askedAt both instants
   */
  public record Silence(String range, List<String> askedAt) implements Serializable {
    static Silence of(TimeRange range, long first, long second) {
      return new Silence(
          range.toString(),
          List.of(Instant.ofEpochMilli(first).toString(), Instant.ofEpochMilli(second).toString()));
    }
  }

  /** Both together. */
  Notes and(Notes other) {
    if (other.equals(NONE)) {
      return this;
    }
    return equals(NONE)
        ? other
        : new Notes(
            repeated + other.repeated,
            questions + other.questions,
            Stream.concat(silent.stream(), other.silent.stream()).toList(),
            impossible,
            firstImpossible);
  }

  /** The same with what was found in the bars. */
  Notes with(ImpossibleBars found) {
    return found.counts().isEmpty()
        ? this
        : new Notes(repeated, questions, silent, found.counts(), found.first());
  }

  /** These notes, or null if there is nothing to note. */
  Notes orNull() {
    return equals(NONE) ? null : this;
  }
}
