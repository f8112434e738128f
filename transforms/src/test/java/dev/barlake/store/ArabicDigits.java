package dev.barlake.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;

/** Egypt's language as this JVM's own, until it is closed: numbers for people have its digits. */
public final class ArabicDigits implements AutoCloseable {
  private final Locale before = Locale.getDefault();

  public ArabicDigits() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
  }

  /** Sees that the digits are others: without them a test would prove nothing. */
  public void require() {
    assertThat("%d".formatted(7)).isEqualTo("\u0667");
  }

  @Override
  public void close() {
    Locale.setDefault(before);
  }
}
