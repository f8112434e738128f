package dev.barlake.verify;

import java.io.Serializable;
import java.util.List;

/** Steps of a verification, in any order. */
public record VerifyRequest(List<VerifyTask> tasks) implements Serializable {
  public VerifyRequest {
    tasks = List.copyOf(tasks);
  }
}
