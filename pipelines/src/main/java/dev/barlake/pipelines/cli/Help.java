package dev.barlake.pipelines.cli;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What {@code --help} prints: one screen of a command's own flags, in groups, with their defaults.
 * The words are those of the options' {@link Description}s.
 *
 * @param does what the command does, in a sentence
 * @param example the flags of a small run
 */
public record Help(String command, String does, String example, List<Group> groups) {
  private static final int WIDTH = 100;
  private static final int COLUMN = 29;
  private static final String OF_BEAM =
      """
       Beam, its runners and S3 have flags of their own:
      --runner, --parallelism, --flinkMaster, --awsRegion, --endpoint ... --help --all lists them.""";

  /** Flags that belong together, without {@code --}. */
  public record Group(String title, List<String> flags) {
    public static Group of(String title, String... flags) {
      return new Group(title, List.of(flags));
    }
  }

  /** The whole text, of the flags that an interface declares. */
  public String text(Class<?> options) {
    Map<String, Method> getters = FlagNames.own(options).own();
    StringBuilder text = new StringBuilder();
    text.append("usage: %s --flag=value ...%n%n%s%n".formatted(command, does));
    for (Group group : groups) {
      text.append("%n%s%n".formatted(group.title()));
      group.flags().forEach(flag -> append(text, "--" + flag, getters.get("--" + flag)));
    }
    text.append("%nA value that is shown is the default.".formatted());
    text.append(PipelineOptions.class.isAssignableFrom(options) ? OF_BEAM : "");
    text.append("%nExample:%n  %s %s%n".formatted(command, example));
    return text.toString();
  }

  private static void append(StringBuilder text, String flag, Method getter) {
    String value = OwnOptions.shown(getter).map(String::valueOf).orElse("");
    boolean isSwitch = getter.getReturnType() == boolean.class;
    String line = ("  %-" + (COLUMN - 3) + "s ").formatted(isSwitch ? flag : flag + "=" + value);
    for (String word : getter.getAnnotation(Description.class).value().split(" ", -1)) {
      if (line.length() + word.length() > WIDTH) {
        text.append(line.stripTrailing()).append('\n');
        line = " ".repeat(COLUMN);
      }
      line += word + " ";
    }
    text.append(line.stripTrailing()).append('\n');
  }
}
