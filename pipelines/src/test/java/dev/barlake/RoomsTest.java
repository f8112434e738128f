package dev.barlake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code keeps to the table of rooms that stands in the library's README. */
class RoomsTest {
  private static final Path README = Path.of("../transforms/README.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|[^|]*\\|([^|]*)\\|$");
  private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");
  private static final String OURS = "dev.barlake.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.barlake");

  @Test
  void eachRoomUsesOnlyThoseThatTheTableAllows() throws IOException {
    Map<String, Set<String>> allowed = table();

    assertThat(used())
        .isNotEmpty()
        .allSatisfy(
            (room, others) -> {
              assertThat(allowed).as("A row of " + README).containsKey(room);
              assertThat(allowed.get(room)).as("What " + room + " may use").containsAll(others);
            });
  }

  @Test
  void theTableHasNoRoomAndNoDirectionThatTheCodeLacks() throws IOException {
    assertThat(table()).isEqualTo(used());
  }

  @Test
  void roomsFormNoCircle() {
    slices().matching("dev.barlake.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** The local stack checks the client; if they shared code, they would share its mistakes. */
  @Test
  void theClientKnowsNothingOfTheLocalStackNorItOfTheClient() {
    noClasses()
        .that()
        .resideInAPackage("dev.barlake.localstack..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("dev.barlake..")
                .and(JavaClass.Predicates.resideOutsideOfPackage("dev.barlake.localstack..")))
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.barlake.localstack..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.barlake.localstack..")
        .check(CLASSES);
  }

  private static Map<String, Set<String>> table() throws IOException {
    String readme = Files.readString(README);
    return ROW.matcher(readme.substring(readme.indexOf("## The house")))
        .results()
        .collect(toMap(row -> row.group(1), row -> names(row.group(2))));
  }

  private static Set<String> names(String cell) {
    return NAME.matcher(cell)
        .results()
        .map((MatchResult name) -> name.group(1))
        .collect(toCollection(TreeSet::new));
  }

  /** The rooms that each room uses, by name. */
  private static Map<String, Set<String>> used() {
    return CLASSES.stream()
        .filter(type -> !room(type).equals("localstack"))
        .collect(
            toMap(
                RoomsTest::room,
                RoomsTest::others,
                (one, other) -> {
                  one.addAll(other);
                  return one;
                }));
  }

  private static Set<String> others(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(target -> target.getPackageName().startsWith(OURS))
        .map(RoomsTest::room)
        .filter(room -> !room.equals(room(type)))
        .collect(toCollection(TreeSet::new));
  }

  private static String room(JavaClass type) {
    return type.getPackageName().substring(OURS.length());
  }
}
