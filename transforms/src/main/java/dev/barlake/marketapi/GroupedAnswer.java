package dev.barlake.marketapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the answer with a day's bars of all stocks has to say of itself. One that is of another
 * scale, another day or another number of bars than it says is not believed.
 */
record GroupedAnswer(LocalDate date, boolean adjusted) implements ListWalk.Envelope<GroupedBar> {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /** The bar of a row; one with a fault if it is none, or of another day. */
  GroupedBar bar(JsonNode row) {
    GroupedBar bar = GroupedBar.of(row);
    JsonNode time = row.path("t");
    if (bar.fault() != null || time.isMissingNode()) {
      return bar;
    }
    boolean ofTheDay =
        time.canConvertToLong()
            && Instant.ofEpochMilli(time.longValue()).atZone(NEW_YORK).toLocalDate().equals(date);
    return ofTheDay ? bar : GroupedBar.fault("of another day", row);
  }

  @Override
  public void check(Map<String, JsonNode> fields, List<GroupedBar> bars) {
    JsonNode scale = fields.get("adjusted");
    boolean named = scale != null && scale.isBoolean();
    if (!bars.isEmpty() && (!named || scale.booleanValue() != adjusted)) {
      throw new BadPageException(
          "the answer is adjusted=%s, asked was %s"
              .formatted(scale == null ? null : scale.asText(), adjusted));
    }
    for (String name : List.of("resultsCount", "count")) {
      JsonNode count = fields.get(name);
      if (count != null && count.asLong(-1) != bars.size()) {
        throw new BadPageException(
            "%s is %s, and %d bars came".formatted(name, count.asText(), bars.size()));
      }
    }
    List<String> faults = bars.stream().map(GroupedBar::fault).filter(Objects::nonNull).toList();
    if (2 * faults.size() > bars.size()) {
      throw new BadPageException(
          "%d of %d bars are none of %s, first %s"
              .formatted(faults.size(), bars.size(), date, faults.get(0)));
    }
  }
}
