package dev.barlake.marketapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a page is, it means what the parser alone makes of it, or is refused with its words. */
class PageLawsTest {
  private static final List<String> NAMES = List.of("t", "o", "h", "l", "c", "v", "vw", "n", "otc");
  private static final String MARKS = "{}[],:\"'\\/0123456789+-.eEtfnovwhlcxNaI \n\t\u0000\u0001é";

  /** A change of the bytes of a page at a share of its length. */
  private record Mutation(String kind, double place, byte value) {
    byte[] of(byte[] page) {
      int at = (int) (place * page.length);
      List<Byte> bytes = new ArrayList<>(page.length + 1);
      for (int i = 0; i < page.length; i++) {
        boolean here = i == at;
        if (here && kind.equals("cut")) {
          break;
        }
        if (here && kind.equals("insert")) {
          bytes.add(value);
        }
        if (!here || !kind.equals("delete")) {
          bytes.add(here && kind.equals("replace") ? value : page[i]);
        }
        if (here && kind.equals("flip")) {
          bytes.set(bytes.size() - 1, (byte) (page[i] ^ 1 << (value & 7)));
        }
      }
      byte[] changed = new byte[bytes.size()];
      for (int i = 0; i < changed.length; i++) {
        changed[i] = bytes.get(i);
      }
      return changed;
    }
  }

  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
  void aPageMeansWhatTheParserMakesOfIt(@ForAll("pages") String page) {
    PageOutcome.assertSame(page.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
  void aDamagedPageMeansWhatTheParserMakesOfIt(
      @ForAll("pages") String page, @ForAll("mutations") List<Mutation> mutations) {
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    for (Mutation mutation : mutations) {
      bytes = mutation.of(bytes);
    }
    PageOutcome.assertSame(bytes);
  }

  /** Longer than what is looked at at once, so that bars lie across its borders. */
  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aLongDamagedPageMeansWhatTheParserMakesOfIt(
      @ForAll("longPages") String page, @ForAll("mutations") List<Mutation> mutations) {
    aDamagedPageMeansWhatTheParserMakesOfIt(page, mutations);
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Combinators.combine(
            Arbitraries.of("flip", "delete", "insert", "replace", "replace", "cut"),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(0, MARKS.length() - 1))
        .as((kind, place, mark) -> new Mutation(kind, place, (byte) MARKS.charAt(mark)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<String> pages() {
    return pages(bars().list().ofMaxSize(8));
  }

  @Provide
  Arbitrary<String> longPages() {
    return pages(
        Combinators.combine(
                bars().list().ofMinSize(10).ofMaxSize(30), Arbitraries.integers().between(5, 30))
            .as(
                (bars, times) -> {
                  List<String> all = new ArrayList<>();
                  for (int i = 0; i < times; i++) {
                    all.addAll(bars);
                  }
                  return all;
                }));
  }

  private static Arbitrary<String> pages(Arbitrary<List<String>> bars) {
    return Combinators.combine(
            bars,
            Arbitraries.of(
                "",
                "\"ticker\":\"A\",\"adjusted\":true,",
                "\"x\":[{\"results\":[1]}],",
                "\"é\":{},"),
            Arbitraries.of(
                "",
                ",\"status\":\"OK\"",
                ",\"resultsCount\":3,\"next_url\":\"/n\"",
                ",\"results\":[{\"t\":1,\"o\":1},{\"t\":2,\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1}]"),
            Arbitraries.of("", " ", "\n"))
        .as(
            (all, before, after, space) ->
                space
                    + "{"
                    + before
                    + "\"results\":"
                    + space
                    + "["
                    + String.join("," + space, all)
                    + space
                    + "]"
                    + after
                    + space
                    + "}"
                    + space);
  }

  /** Most bars have all fields and ordinary numbers. */
  private static Arbitrary<String> bars() {
    Arbitrary<String> plain = bar(plainNumbers(), Arbitraries.just(""));
    return Arbitraries.frequencyOf(
        Tuple.of(6, plain),
        Tuple.of(1, bar(oddValues(), Arbitraries.just(""))),
        Tuple.of(1, bar(Arbitraries.oneOf(plainNumbers(), oddValues()), Arbitraries.just(""))),
        Tuple.of(1, bar(plainNumbers(), extraFields())),
        Tuple.of(
            1,
            Arbitraries.of(
                "{}",
                "{\"t\":1}",
                "5",
                "null",
                "[]",
                "",
                "{\"t\":3,\"o\":null,\"h\":null,\"l\":null,\"c\":null,\"v\":0}")));
  }

  private static Arbitrary<String> bar(Arbitrary<String> values, Arbitrary<String> extra) {
    return Combinators.combine(
            Arbitraries.shuffle(NAMES),
            Arbitraries.integers().between(6, 40),
            values.list().ofSize(NAMES.size()),
            extra,
            Arbitraries.of("", "", " ", "\t\r\n"),
            Arbitraries.integers().between(0, 3))
        .as(
            (names, size, numbers, other, space, time) -> {
              List<String> fields = new ArrayList<>();
              for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                boolean mayMiss = size < 12 || name.equals("vw") || name.equals("n");
                if (name.equals("t")) {
                  fields.add("\"t\":" + (size < 8 ? numbers.get(i) : "179086140000" + time));
                } else if (name.equals("otc")) {
                  fields.addAll(size % 3 == 0 ? List.of("\"otc\":" + (size % 2 == 0)) : List.of());
                } else if (name.equals("n") && size > 8) {
                  fields.add("\"n\":" + size);
                } else if (i < size || !mayMiss) {
                  fields.add("\"%s\"%s:%s%s".formatted(name, space, space, numbers.get(i)));
                }
              }
              if (!other.isEmpty()) {
                fields.add(time, other);
              }
              return "{" + space + String.join(space + "," + space, fields) + space + "}";
            });
  }

  private static Arbitrary<String> plainNumbers() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 100_000).map(String::valueOf),
        Combinators.combine(
                Arbitraries.integers().between(0, 9_999), Arbitraries.integers().between(0, 99_999))
            .as((whole, decimals) -> whole + "." + decimals));
  }

  private static Arbitrary<String> oddValues() {
    return Arbitraries.of(
        "null",
        "-0",
        "-0.0",
        "-1.5",
        "0.0",
        "007",
        "1.",
        ".5",
        "1e5",
        "1E-3",
        "1.70888e+06",
        "1e+",
        "1e999",
        "1e-999",
        "9007199254740993",
        "9223372036854775808",
        "123456789012345678901234567890",
        "0.12345678901234567890",
        "1234567.1234567891",
        "1.7976931348623157e308",
        "4.9e-324",
        "2.2250738585072011e-308",
        "\"5\"",
        "\"1e3\"",
        "\"NaN\"",
        "\"\"",
        "\"\\u0031\"",
        "\"é}\"",
        "NaN",
        "Infinity",
        "true",
        "false",
        "{}",
        "{\"t\":1}",
        "[1,{\"t\":2}]",
        "+1",
        "0x1",
        "1 ",
        "\"");
  }

  private static Arbitrary<String> extraFields() {
    return Arbitraries.of(
        "\"x\":1",
        "\"V\":7",
        "\"O\":7",
        "\"vo\":7",
        "\"wv\":7",
        "\"ot\":7",
        "\"otcs\":true",
        "\"vwap\":[1,{\"t\":2}]",
        "\"V\":{\"v\":1}",
        "\"\\u0076\":2",
        "\"\":0",
        "\"é\":\"}{\"",
        "\"o\":2",
        "\"o\":null",
        "\"t\":5",
        "\"t\":null",
        "\"v\":\"7\"",
        "\"otc\":\"true\"",
        "\"otc\":1",
        "\"otc\":true,\"otc\":null",
        "\"vw\":\"many\"",
        "\"n\":1.5",
        "\"n\":1e2",
        "\"vw\\u0000\":1");
  }
}
