package dev.barlake.marketapi;

import java.util.Optional;

/**
 * Whether the vendor lists a ticker, active or delisted.
 *
 * @param listed whether it lists exactly this spelling; true also if the list cannot be asked
 * @param nearMiss the ticker in upper case, if only that is listed
 */
public record Listing(boolean listed, Optional<String> nearMiss) {
  static final Listing LISTED = new Listing(true, Optional.empty());
}
