package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read first: its links lead somewhere, and the first page is one. */
class DocumentsTest {
  private static final Pattern INLINE = Pattern.compile("\\[[^\\]]+\\]\\(([^)\\s]+)\\)");
  private static final Pattern DEFINED = Pattern.compile("(?m)^\\[([^\\]]+)\\]: (\\S+)$");
  private static final Pattern NAMED = Pattern.compile("\\[([\\w.-]+)\\](?![(:])");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "CHANGELOG.md",
        ".github/CONTRIBUTING.md",
        "pipelines/README.md",
        "transforms/README.md",
        "transforms/RESEARCH.md",
        "containers/README.md",
        "containers/local-stack/README.md",
        "orchestration/README.md",
        "databricks/README.md"
      })
  void everyLinkLeadsSomewhere(String document) {
    String text = Repository.text(document);
    for (String link : links(text)) {
      if (!link.matches("https?://.*")) {
        String[] parts = link.split("#", 2);
        Path file = Repository.ROOT.resolve(document);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        assertThat(Files.exists(target)).as("%s in %s", link, document).isTrue();
        if (parts.length == 2) {
          String there = Repository.text(Repository.ROOT.relativize(target).toString());
          assertThat(anchors(there)).as("%s in %s", link, document).contains(parts[1]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "pipelines/README.md", "transforms/README.md"})
  void everyTestThatIsNamedIsDefined(String document) {
    String text = Repository.text(document);
    Set<String> defined = found(DEFINED, text, 1);
    assertThat(found(NAMED, text, 1))
        .filteredOn(name -> name.endsWith("Test") || name.endsWith(".sh"))
        .isSubsetOf(defined);
  }

  @Test
  void theFirstPageIsOne() {
    List<String> lines = Repository.text("README.md").lines().toList();
    assertThat(lines).hasSizeLessThanOrEqualTo(150);
    assertThat(lines)
        .filteredOn(line -> !DEFINED.matcher(line).matches())
        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(100));
  }

  private static Set<String> links(String text) {
    Set<String> links = found(INLINE, text, 1);
    links.addAll(found(DEFINED, text, 2));
    return links;
  }

  private static Set<String> found(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map(m -> group(m, group)).collect(Collectors.toSet());
  }

  private static String group(MatchResult match, int group) {
    return match.group(group);
  }

  /** As the usual hosts make them of headings. */
  private static Set<String> anchors(String text) {
    return found(HEADING, text, 1).stream()
        .map(
            heading ->
                heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
