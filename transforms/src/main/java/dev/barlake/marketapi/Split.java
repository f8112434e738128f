package dev.barlake.marketapi;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * {@code from} shares become {@code to} shares before trading opens on the execution date, which
 * may lie in the future.
 */
public record Split(String ticker, LocalDate executionDate, BigDecimal from, BigDecimal to) {}
