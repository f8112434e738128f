package dev.barlake.pipelines.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    for (Documented job : Documented.jobs()) {
      after = withTable(after, job);
    }
    after = withLooks(after, Documented.looks());

    if (Boolean.getBoolean("barlake.write")) {
      Files.writeString(README, after);
    } else {
      assertThat(before)
          .as("Write it: mvn test -pl pipelines -am -Dtest=FlagTablesTest -Dbarlake.write=true")
          .isEqualTo(after);
    }
  }

  private static String withTable(String text, Documented job) {
    return with(text, job.name(), rows(job, job.help().groups()));
  }

  /** One table of all: what each has of its own, then what they share. */
  private static String withLooks(String text, List<Documented> looks) {
    Set<Help.Group> shared = new LinkedHashSet<>(looks.get(0).help().groups());
    looks.forEach(look -> shared.retainAll(look.help().groups()));
    StringBuilder rows = new StringBuilder();
    for (Documented look : looks) {
      List<Help.Group> own =
          look.help().groups().stream()
              .filter(group -> !shared.contains(group))
              .map(group -> new Help.Group("`" + look.name() + "`", group.flags()))
              .toList();
      rows.append(rows(look, own));
    }
    rows.append(rows(looks.get(0), shared));
    String names = looks.stream().map(Documented::name).collect(joining(", "));
    return with(text, names.replaceFirst(", (\\w+)$", " and $1"), rows.toString());
  }

  private static String with(String text, String names, String rows) {
    String begin = "<!-- flags of %s, made from the options -->\n".formatted(names);
    int from = text.indexOf(begin);
    assertThat(from).as("Where " + begin).isNotNegative();
    return text.substring(0, from + begin.length())
        + "\n| flag | meaning | default |\n|---|---|---|\n"
        + rows
        + "\n"
        + text.substring(text.indexOf(END, from));
  }

  private static String rows(Documented command, Collection<Help.Group> groups) {
    Map<String, Method> getters = FlagNames.own(command.options()).own();
    StringBuilder rows = new StringBuilder();
    for (Help.Group group : groups) {
      rows.append("| **%s** | | |\n".formatted(group.title()));
      group.flags().forEach(flag -> rows.append(row("--" + flag, getters.get("--" + flag))));
    }
    return rows.toString();
  }

  private static String row(String flag, Method getter) {
    String value = OwnOptions.shown(getter).map("`%s`"::formatted).orElse("");
    String meaning = getter.getAnnotation(Description.class).value();
    return "| `%s` | %s | %s |\n".formatted(flag, escaped(meaning), value);
  }

  /** Angle brackets would be taken for HTML. */
  private static String escaped(String text) {
    return text.replace("<", "&lt;").replace("|", "\\|");
  }
}
