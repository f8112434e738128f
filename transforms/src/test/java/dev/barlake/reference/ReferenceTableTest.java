package dev.barlake.reference;

import static dev.barlake.reference.ReferenceTable.DIVIDENDS;
import static dev.barlake.reference.ReferenceTable.SPLITS;
import static dev.barlake.reference.ReferenceTable.TICKERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.marketapi.ListQuery.CorporateActions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a row of the API becomes, and which of several rows for one thing stays. */
class ReferenceTableTest {
  private static final List<ReferenceList> LISTS =
      ReferenceList.of(List.of("stocks"), CorporateActions.V1);
  private static final ReferenceList ACTIVE = LISTS.get(0);
  private static final ReferenceList DELISTED = LISTS.get(1);

  @Test
  void aListedTickerIsListedUntilTheEndOfTime() {
    ReferenceRow row =
        read(
            TICKERS,
            ACTIVE,
            "{'ticker':'BCpC','name':'Brunswick','market':'stocks','active':true}");
    assertThat(TICKERS.get(row.values(), "delisted_on")).isEqualTo("9999-12-31");
    assertThat(TICKERS.key(row, 0)).isEqualTo("BCpC\nstocks\n9999-12-31");
  }

  @Test
  void aSymbolThatWasUsedAgainHasARowForEachListing() {
    ReferenceRow old =
        read(
            TICKERS,
            DELISTED,
            "{'ticker':'META','active':false,'delisted_utc':'2021-10-28T04:00:00Z'}");
    ReferenceRow now = read(TICKERS, ACTIVE, "{'ticker':'META','active':true}");
    assertThat(TICKERS.key(old, 0))
        .isEqualTo("META\nstocks\n2021-10-28")
        .isNotEqualTo(TICKERS.key(now, 0));
  }

  @Test
  void whatARowDoesNotSayItsListDoes() {
    ReferenceRow row = read(TICKERS, DELISTED, "{'ticker':'GONE'}");
    assertThat(TICKERS.get(row.values(), "active")).isEqualTo("0");
    assertThat(TICKERS.get(row.values(), "market")).isEqualTo("stocks");
    assertThat(TICKERS.get(row.values(), "delisted_on")).isEqualTo("9999-12-31");
  }

  @Test
  void ofRepeatedTickersTheActiveOneStaysThenTheOneUpdatedLast() {
    ReferenceRow late = ticker("old name", true, "2026-05-15T17:29:06.209036472Z");
    ReferenceRow later = ticker("a new name", true, "2026-05-15T17:29:06.3Z");
    ReferenceRow never = ticker("blank", true, null);
    ReferenceRow gone = ticker("gone", false, "2027-01-01T00:00:00Z");
    List<ReferenceRow> rows = List.of(late, later, never, gone);
    assertThat(rows).allMatch(row -> TICKERS.key(row, 0).equals("A\nstocks\n9999-12-31"));
    assertThat(Collections.max(rows, TICKERS.order())).isEqualTo(later);
    assertThat(Collections.max(List.of(never, gone), TICKERS.order())).isEqualTo(never);
    assertThat(Collections.max(List.of(never, late), TICKERS.order())).isEqualTo(late);
  }

  @Test
  void aTickerWithoutANameIsKeptAndOneWithoutATickerIsNot() {
    assertThat(TICKERS.get(read(TICKERS, ACTIVE, "{'ticker':'A'}").values(), "name")).isNull();
    assertThatThrownBy(() -> read(TICKERS, ACTIVE, "{'name':'Nobody'}"))
        .isInstanceOf(RowViolation.class)
        .hasMessage("ticker is missing");
    assertThatThrownBy(() -> read(TICKERS, ACTIVE, "{'ticker':'A '}"))
        .isInstanceOf(RowViolation.class)
        .hasMessage("ticker 'A ' cannot be a ticker");
  }

  @Test
  void bothGenerationsOfDividendsFillOneTable() {
    ReferenceRow newer =
        read(
            DIVIDENDS,
            LISTS.get(2),
            "{'id':'E1','ticker':'KO','cash_amount':0.485,'distribution_type':'recurring','historical_adjustment_factor':0.98,'frequency':4}");
    ReferenceRow older =
        read(
            DIVIDENDS,
            LISTS.get(2),
            "{'id':'E1','ticker':'KO','cash_amount':0.485,'dividend_type':'CD','frequency':4}");
    assertThat(newer.values()).hasSameSizeAs(older.values());
    assertThat(DIVIDENDS.get(newer.values(), "distribution_type")).isEqualTo("recurring");
    assertThat(DIVIDENDS.get(newer.values(), "dividend_type")).isNull();
    assertThat(DIVIDENDS.get(older.values(), "dividend_type")).isEqualTo("CD");
    assertThat(DIVIDENDS.get(older.values(), "cash_amount")).isEqualTo("0.485");
  }

  @Test
  void aRowWithoutAnIdGetsTheSameOneEachTime() {
    String json = "{'ticker':'KO','cash_amount':0.485,'distribution_type':'recurring'}";
    String id = DIVIDENDS.key(read(DIVIDENDS, LISTS.get(2), json), 0);
    assertThat(id).matches("derived:[0-9a-f]{32}");
    assertThat(DIVIDENDS.key(read(DIVIDENDS, LISTS.get(2), json), 0)).isEqualTo(id);
    assertThat(DIVIDENDS.key(read(DIVIDENDS, LISTS.get(2), json.replace("0.485", "0.486")), 0))
        .isNotEqualTo(id);
  }

  @Test
  void aSplitUnderAnotherIdIsTheSameAndOneOfAnotherRatioIsNot() {
    ReferenceRow split = split("E1", "KO", "2024-03-18", "2", "3");
    assertThat(SPLITS.key(split("E2", "KO", "2024-03-18", "2.0", "3e0"), 1))
        .isEqualTo(SPLITS.key(split, 1));
    assertThat(SPLITS.key(split("E2", "KO", "2024-03-18", "3", "2"), 1))
        .isNotEqualTo(SPLITS.key(split, 1));
    assertThat(SPLITS.key(read(SPLITS, LISTS.get(3), "{'id':'E3','ticker':'KO'}"), 1)).isNull();
  }

  /** Pages come in any order, and bundles are tried again: the choice must not depend on it. */
  @Property(tries = 200)
  void theChoiceDoesNotDependOnTheOrder(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 3) Integer> draws, @ForAll long seed) {
    List<ReferenceRow> rows = new ArrayList<>();
    for (int draw : draws) {
      rows.add(
          ticker(
              "name " + draw % 2,
              draw > 1,
              draw == 3 ? null : "2026-05-1%dT00:00:00Z".formatted(draw)));
    }
    ReferenceRow chosen = Collections.max(rows, TICKERS.order());
    Collections.shuffle(rows, new Random(seed));
    assertThat(Collections.max(rows, TICKERS.order())).isEqualTo(chosen);
    assertThat(rows).allMatch(row -> TICKERS.order().compare(row, chosen) <= 0);
    assertThat(rows)
        .allMatch(row -> TICKERS.order().compare(row, chosen) < 0 || row.equals(chosen));
  }

  @Property(tries = 200)
  void rowsComeThroughTheirCoderAsTheyWere(@ForAll @Size(max = 20) List<String> values)
      throws IOException {
    List<String> withNulls = new ArrayList<>(values);
    withNulls.add(null);
    ReferenceRow.Block block =
        new ReferenceRow.Block(List.of(new ReferenceRow(withNulls), new ReferenceRow(values)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ReferenceRow.BlockCoder.of().encode(block, bytes);
    assertThat(ReferenceRow.BlockCoder.of().decode(new ByteArrayInputStream(bytes.toByteArray())))
        .isEqualTo(block);
  }

  private static ReferenceRow ticker(String name, boolean active, String updated) {
    String updatedField = updated == null ? "" : ",'last_updated_utc':'" + updated + "'";
    return read(
        TICKERS,
        active ? ACTIVE : DELISTED,
        "{'ticker':'A','name':'%s','active':%s%s}".formatted(name, active, updatedField));
  }

  private static ReferenceRow split(String id, String ticker, String date, String from, String to) {
    return read(
        SPLITS,
        LISTS.get(3),
        "{'id':'%s','ticker':'%s','execution_date':'%s','split_from':%s,'split_to':%s}"
            .formatted(id, ticker, date, from, to));
  }

  @Test
  void aValueThatCannotBeReadIsNullAndTheRestOfTheRowStays() {
    ParsedRow parsed =
        parse(
            DIVIDENDS,
            LISTS.get(2),
            "{'id':'E1','ticker':'KO','cash_amount':0.485,'ex_dividend_date':'2024-03-14','pay_date':'2024-13-01','frequency':'often','record_date':'0000-00-00','split_adjusted_cash_amount':''}");
    assertThat(parsed.malformed())
        .extracting(RowViolation::getMessage)
        .containsExactly("pay_date '2024-13-01' is no DATE", "frequency 'often' is no INTEGER");
    assertThat(parsed.nulled()).isEqualTo(2);
    assertThat(DIVIDENDS.get(parsed.row().values(), "cash_amount")).isEqualTo("0.485");
    for (String column : List.of("pay_date", "frequency", "record_date")) {
      assertThat(DIVIDENDS.get(parsed.row().values(), column)).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DIVIDENDS, 2, cash_amount, abc",
    "DIVIDENDS, 2, ex_dividend_date, 2024-02-30",
    "DIVIDENDS, 2, currency, a currency of many words",
    "SPLITS, 3, split_to, NaN",
    "SPLITS, 3, execution_date, soon",
    "SPLITS, 3, ticker, K O",
    "TICKERS, 1, delisted_utc, once",
    "TICKERS, 0, active, perhaps",
    "TICKERS, 0, ticker, ''",
  })
  void aRowIsOfNoUseWithoutItsKeyItsDatesAndItsMoney(
      ReferenceTable table, int list, String column, String value) {
    String json =
        column.equals("ticker")
            ? "{'id':'E1','ticker':'%s'}".formatted(value)
            : "{'id':'E1','ticker':'KO','%s':'%s'}".formatted(column, value);
    assertThatThrownBy(() -> parse(table, LISTS.get(list), json))
        .isInstanceOfSatisfying(
            RowViolation.class, fault -> assertThat(fault.column()).isEqualTo(column));
  }

  @Test
  void namesThatSpellNullAreNames() {
    ParsedRow parsed = parse(TICKERS, ACTIVE, "{'ticker':'NULL','name':'None','cik':'N/A'}");
    assertThat(TICKERS.get(parsed.row().values(), "ticker")).isEqualTo("NULL");
    assertThat(TICKERS.get(parsed.row().values(), "name")).isEqualTo("None");
    assertThat(TICKERS.get(parsed.row().values(), "cik")).isNull();
    assertThat(parsed.nulled()).isEqualTo(1);
  }

  @Test
  void rowsWithAnEmptyIdAreNotAllTheSame() {
    String json = "{'id':'','ticker':'KO','cash_amount':0.485}";
    String id = DIVIDENDS.key(read(DIVIDENDS, LISTS.get(2), json), 0);
    assertThat(id).startsWith("derived:");
    assertThat(DIVIDENDS.key(read(DIVIDENDS, LISTS.get(2), json.replace("KO", "PEP")), 0))
        .isNotEqualTo(id);
  }

  private static ReferenceRow read(ReferenceTable table, ReferenceList list, String json) {
    return parse(table, list, json).row();
  }

  private static ParsedRow parse(ReferenceTable table, ReferenceList list, String json) {
    try {
      return table.read(new ObjectMapper().readTree(json.replace('\'', '"')), list);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
