package dev.barlake.localstack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Randomness without a state: the same arguments always give the same value. */
final class Noise {
  /** Length of each octave of the price path in minutes, and how far it moves the price (log). */
  private static final long[] OCTAVE_MINUTES = {1, 8, 64, 512, 4096, 32768, 262144, 2097152};

  private static final double[] OCTAVE_SWING = {
    0.0004, 0.001, 0.003, 0.008, 0.02, 0.05, 0.15, 0.30
  };

  private Noise() {}

  /** The finalizer of SplitMix64. */
  static long mix(long x) {
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  static long mix(long seed, long x) {
    return mix(seed ^ (x * 0x9e3779b97f4a7c15L));
  }

  static long of(long seed, String text) {
    long h = seed;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      h = mix(h + 0x9e3779b97f4a7c15L, b);
    }
    return h;
  }

  /** A number in [0, 1) from 16 of the bits of {@code hash}, so that one hash serves four times. */
  static double part(long hash, int quarter) {
    return ((hash >>> (16 * quarter)) & 0xffff) / 65536.0;
  }

  static String hex64(Object... parts) {
    String text = Arrays.toString(parts);
    StringBuilder hex = new StringBuilder(64);
    for (int i = 0; i < 4; i++) {
      hex.append(HexFormat.of().toHexDigits(of(i, text)));
    }
    return hex.toString();
  }

  /** A price path around 1.0, continuous in time. Keeps the lattice points it used last. */
  static final class Path {
    private final long seed;
    private final long[] cell = new long[OCTAVE_MINUTES.length];
    private final double[] left = new double[OCTAVE_MINUTES.length];
    private final double[] right = new double[OCTAVE_MINUTES.length];

    Path(long seed) {
      this.seed = seed;
      Arrays.fill(cell, Long.MIN_VALUE);
    }

    /** The level at the beginning of a minute counted from the epoch. */
    double at(long epochMinute) {
      double log = 0;
      for (int i = 0; i < OCTAVE_MINUTES.length; i++) {
        long length = OCTAVE_MINUTES[i];
        long c = Math.floorDiv(epochMinute, length);
        if (c != cell[i]) {
          cell[i] = c;
          left[i] = lattice(i, c);
          right[i] = lattice(i, c + 1);
        }
        double x = (double) (epochMinute - c * length) / length;
        log += OCTAVE_SWING[i] * (left[i] + (right[i] - left[i]) * x);
      }
      return Math.exp(log);
    }

    private double lattice(int octave, long c) {
      return 2 * part(mix(seed + octave, c), 1) - 1;
    }
  }
}
