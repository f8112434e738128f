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
    Optional<Armed> hit =
        armed.stream()
            .filter(a -> a.injection.fault().canHit(request))
            .filter(a -> a.injection.where().test(request))
            .findFirst();
    hit.filter(a -> a.left != Injection.FOREVER && --a.left == 0).ifPresent(armed::remove);
    return hit.map(a -> a.injection.fault());
  }
}
