package dev.barlake.localstack;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One bar as the market made it: what an answer of the simulator must contain when no fault is
 * injected.
 *
 * <p>{@code low <= min(open, close)} and {@code max(open, close) <= high}; {@code vwap} lies
 * between {@code low} and {@code high}.
 *
 * @param windowStart the first instant of the window
 * @param open price of the first trade, at most 4 decimals, so that JSON carries it exactly
 * @param high highest price
 * @param low lowest price, above 0
 * @param close price of the last trade
 * @param volume shares (contracts, coins), at most 6 decimals
 * @param vwap volume-weighted average price; some bars have none
 * @param transactions number of trades; some bars have none
 * @param otc whether it traded over the counter
 */
public record TrueBar(
    Instant windowStart,
    double open,
    double high,
    double low,
    double close,
    double volume,
    OptionalDouble vwap,
    OptionalLong transactions,
    boolean otc) {}
