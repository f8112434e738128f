package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.retry.Timing;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The contract at the vendor, at the pace of the free plan: it takes about five minutes.
 *
 * <pre>
 * MASSIVE_API_KEY=... mvn test -pl transforms -am -Dtest=VendorContractTest \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dbarlake.test.vendor=https://api.massive.com
 * </pre>
 */
@EnabledIfSystemProperty(
    named = VendorContractTest.BASE_URL,
    matches = ".+",
    disabledReason =
        "it asks the vendor: give -Dbarlake.test.vendor=https://api.massive.com, and a key in"
            + " MASSIVE_API_KEY")
class VendorContractTest extends MarketApiContract {
  static final String BASE_URL = "barlake.test.vendor";

  /** Five requests a minute, and a little room for clocks that differ. */
  private static final Duration FREE_PLAN = Duration.ofMillis(12_500);

  private ContractClient api;

  @BeforeAll
  void start() {
    URI base = URI.create(System.getProperty(BASE_URL));
    api = new ContractClient(base, ApiKey.AGGREGATES.find(), FREE_PLAN, Timing.SYSTEM, this::print);
  }

  @AfterAll
  void theBudgetIsKept() {
    print(api.sent() + " requests");
    assertThat(api.sent()).isLessThanOrEqualTo(26);
  }

  @Override
  public ContractClient api() {
    return api;
  }

  private void print(String what) {
    System.out.println("[" + System.getProperty(BASE_URL) + "] " + what);
  }
}
