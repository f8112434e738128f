package dev.barlake.model;

/**
 * One row of {@link Bars}: the trades of one instrument within one window.
 *
 * <p>{@code high} is the largest and {@code low} the smallest of the four prices.
 *
 * @param windowStart the window's open, epoch ms, UTC
 * @param volume traded units; fractional since 2026-02
 * @param vwap volume-weighted average price; NaN if the API sent none
 * @param transactions number of trades; -1 if the API sent none
 * @param otc whether the trades were over the counter
 * @param fetchedAt when the API answered with this bar, epoch ms, UTC
 */
public record Bar(
    long windowStart,
    double open,
    double high,
    double low,
    double close,
    double volume,
    double vwap,
    long transactions,
    boolean otc,
    long fetchedAt) {}
