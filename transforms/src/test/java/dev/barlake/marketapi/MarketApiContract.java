package dev.barlake.marketapi;

import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.TestInstance;

/**
 * What Barlake relies on of the API, as tests that any server of it must pass: the simulator in
 * each build, the vendor if somebody has a key. What nobody official says is reported, not
 * asserted. About 25 requests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MarketApiContract
    implements ErrorsContract, BarsContract, PagesContract, ListsContract {
  private final ContractDates dates =
      ContractDates.before(LocalDate.now(ZoneId.of("America/New_York")));

  @Override
  public final ContractDates dates() {
    return dates;
  }
}
