package dev.barlake.pipelines.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The arguments of a command. Its own flags are read at once, by the getters of an interface. Those
 * of Beam and its runners, which only jobs have, are read when a pipeline is to be run: Beam's
 * factory takes half a second of CPU to start, and a wrong flag or a dry run need not wait for it.
 */
public final class CommandLine<O> {
  private final Class<O> type;
  private final FlagNames names;
  private final Function<List<String>, String> faultOfOthers;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> wellFormed = new ArrayList<>();
  private final List<String> mistakes = new ArrayList<>();
  private final Set<String> given = new HashSet<>();
  private final Set<String> refused = new HashSet<>();

  /**
   * Reads what is well-formed; what is not is a mistake.
   *
   * @param faultOfOthers why the arguments of a flag that is not an own one cannot be read, or null
   */
  private CommandLine(
      Class<O> type,
      FlagNames names,
      Function<List<String>, String> faultOfOthers,
      String... args) {
    this.type = type;
    this.names = names;
    this.faultOfOthers = faultOfOthers;
    Map<String, List<String>> byFlag =
        joined(args).stream()
            .collect(groupingBy(arg -> arg.split("=", 2)[0], LinkedHashMap::new, toList()));
    byFlag.forEach(this::read);
  }

  /** That of a command that runs no pipeline: all flags are its own. */
  public static <O> CommandLine<O> of(Class<O> type, String... args) {
    return new CommandLine<>(type, FlagNames.own(type), arguments -> null, args);
  }

  /** That of a job. */
  static <O extends JobOptions> CommandLine<O> ofJob(BeamFlags<O> beam, String... args) {
    return new CommandLine<>(beam.type(), FlagNames.withBeams(beam.type()), beam::fault, args);
  }

  /** With {@code --tickers AAPL} as one argument, so that one sentence is about both. */
  private List<String> joined(String... args) {
    List<String> joined = new ArrayList<>();
    for (String arg : args) {
      String last = joined.isEmpty() ? "" : joined.get(joined.size() - 1);
      boolean open = last.matches("--[^= ]+") && !names.isSwitch(last);
      boolean value = open && !arg.startsWith("--");
      if (value) {
        joined.set(joined.size() - 1, last + " " + arg);
      } else {
        joined.add(arg);
      }
    }
    return joined;
  }

  /** Each flag by itself, so that every mistake is found. */
  private void read(String flag, List<String> arguments) {
    String fault = fault(flag, arguments);
    if (fault == null) {
      given.add(flag);
      wellFormed.addAll(arguments);
    } else {
      refused.add(flag.split(" ", 2)[0]);
      mistakes.add(fault);
    }
  }

  /** Why the arguments of one flag cannot be read, or null. */
  private String fault(String flag, List<String> arguments) {
    if (!flag.startsWith("--")) {
      return flag + ": flags are written --name=value";
    }
    // Without the value, which may be a key or a password.
    String name = flag.split(" ", 2)[0];
    if (!names.isKnown(name)) {
      return "%s: there is no flag named '%s'%s"
          .formatted(name, name.substring(2), names.near(name));
    }
    if (!name.equals(flag)) {
      return "%s: has a space before its value: write %s=<value>".formatted(name, name);
    }
    return names.isOwn(flag) ? faultOfOwn(flag, arguments) : faultOfOthers.apply(arguments);
  }

  private String faultOfOwn(String flag, List<String> arguments) {
    if (arguments.size() > 1) {
      return flag + ": given more than once";
    }
    String argument = arguments.get(0);
    if (argument.equals(flag) && !names.isSwitch(flag)) {
      return "%s: has no value: write %s=<value>".formatted(flag, flag);
    }
    String text = argument.equals(flag) ? "true" : argument.substring(flag.length() + 1);
    try {
      convert(text, names.type(flag));
    } catch (IllegalArgumentException e) {
      return argument + ": " + e.getMessage();
    }
    values.put(flag, text);
    return null;
  }

  /** The value of an own flag, or of its default. */
  static Object convert(String text, Class<?> type) {
    try {
      if (type == int.class) {
        return Integer.parseInt(text.strip());
      } else if (type == double.class) {
        return new BigDecimal(text.strip()).doubleValue();
      }
    } catch (NumberFormatException e) {
      String number = type == int.class ? "a whole number" : "a number";
      String fault = text.isBlank() ? "has no value: %s needed" : "is not %s";
      throw new IllegalArgumentException(fault.formatted(number), e);
    }
    if (type == boolean.class) {
      if (!text.matches("true|True|TRUE|false|False|FALSE")) {
        throw new IllegalArgumentException("is neither true nor false");
      }
      return Boolean.valueOf(text);
    }
    return text;
  }

  /** Our own flags. Of other options it knows nothing, and fails. */
  public O own() {
    return OwnOptions.of(type, values);
  }

  /** The arguments that can be read. */
  List<String> wellFormed() {
    return wellFormed;
  }

  /** One sentence for each flag that cannot be read. */
  public List<String> mistakes() {
    return mistakes;
  }

  boolean isGiven(String flag) {
    return given.contains(flag);
  }

  /** Whether the flag was given and could not be read. */
  public boolean isRefused(String flag) {
    return refused.contains(flag);
  }
}
