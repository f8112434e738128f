package dev.barlake.localstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The injections that are not used up. The oldest that hits a request is the one that happens. */
final class Faults {
  private final List<Armed> armed = new ArrayList<>();

  private static final class Armed {
    final Injection injection;
    int left;

    Armed(Injection injection) {
      this.injection = injection;
      this.left = injection.times();
    }
  }

  synchronized void add(Injection injection) {
    armed.add(new Armed(injection));
  }

  synchronized void clear() {
    armed.clear();
  }

  synchronized Optional<Fault> next(ApiRequest request) {
    for (Armed a : armed) {
      if (a.injection.fault().canHit(request) && a.injection.where().test(request)) {
        if (a.left != Injection.FOREVER && --a.left == 0) {
          armed.remove(a);
        }
        return Optional.of(a.injection.fault());
      }
    }
    return Optional.empty();
  }
}
