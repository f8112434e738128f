package dev.barlake.pipelines.cli;

import java.util.Arrays;

/** What the process reports to its caller; Airflow decides by it whether to try again. */
public enum ExitCode {
  DONE(0),
  ERROR(1),
  BAD_OPTIONS(2),
  /** Finished, but requests failed for good or a gate closed; watermarks were held. */
  FAILED_REQUESTS(3),
  /** The vendor is unavailable or the quota is used up: the same command later goes on. */
  TRY_AGAIN_LATER(75),
  NOTHING_TO_DO(99);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The one with the given number. */
  public static ExitCode of(int code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst().orElseThrow();
  }
}
