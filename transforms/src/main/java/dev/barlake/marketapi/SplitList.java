package dev.barlake.marketapi;

import java.util.List;
import java.util.Map;

/** stub */
public record SplitList(List<Split> splits, Map<String, String> unreadable) {}
