package dev.barlake.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.aggregates.Aggregates;
import dev.barlake.pipelines.market.WholeMarket;
import dev.barlake.pipelines.reference.Reference;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.Description;
import org.junit.jupiter.api.Test;

/**
 * The tables of flags in the README are made from the options. With {@code -Dbarlake.write=true}
 * this test writes them.
 */
class FlagTablesTest {
  private static final Path README = Path.of("README.md");
  private static final String END = "<!-- end of flags -->";

  @Test
  void theReadmeHasTheFlagsAsTheOptionsHaveThem() throws IOException {
    String before = Files.readString(README);
    String after = before;
    for (Command command : List.of(Aggregates.COMMAND, WholeMarket.COMMAND, Reference.COMMAND)) {
      after = withTable(after, command);
    }

    if (Boolean.getBoolean("barlake.write")) {
      Files.writeString(README, after);
    } else {
      assertThat(before)
          .as("Write it: mvn test -pl pipelines -am -Dtest=FlagTablesTest -Dbarlake.write=true")
          .isEqualTo(after);
    }
  }

  private static String withTable(String text, Command command) {
    String begin = "<!-- flags of %s, made from the options -->\n".formatted(command.name());
    int from = text.indexOf(begin);
    assertThat(from).as("Where " + begin).isNotNegative();
    return text.substring(0, from + begin.length())
        + table(command)
        + text.substring(text.indexOf(END, from));
  }

  private static String table(Command command) {
    Map<String, Method> getters = FlagNames.of(command.options()).own();
    StringBuilder table = new StringBuilder("\n| flag | meaning | default |\n|---|---|---|\n");
    for (Help.Group group : command.help().groups()) {
      table.append("| **%s** | | |\n".formatted(group.title()));
      group.flags().forEach(flag -> table.append(row("--" + flag, getters.get("--" + flag))));
    }
    return table.append('\n').toString();
  }

  private static String row(String flag, Method getter) {
    String value =
        Optional.ofNullable(OwnOptions.standard(getter)).map("`%s`"::formatted).orElse("");
    String meaning = getter.getAnnotation(Description.class).value();
    return "| `%s` | %s | %s |\n".formatted(flag, escaped(meaning), value);
  }

  /** Angle brackets would be taken for HTML. */
  private static String escaped(String text) {
    return text.replace("<", "&lt;").replace("|", "\\|");
  }
}
