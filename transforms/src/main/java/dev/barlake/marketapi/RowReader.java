package dev.barlake.marketapi;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads one row of a list endpoint. What it throws makes the whole walk fail. */
@FunctionalInterface
public interface RowReader<T> {
  T read(JsonNode row);
}
