package dev.barlake.localstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The injections that are not used up, and the random lies. The oldest injection that hits a
 * request is the one that happens; a lie happens only if none does.
 */
final class Faults {
  private final List<Armed> armed = new ArrayList<>();
  private volatile Optional<Lies> lies = Optional.empty();

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

  /** Ends the injections of the faults that pass; what is under way goes on. */
  synchronized void clear(Predicate<Fault> which) {
    armed.removeIf(a -> which.test(a.injection.fault()));
  }

  /** Lies from now on, or no more. */
  void lies(Optional<Lies> newLies) {
    lies = newLies;
  }

  Optional<Lies> lies() {
    return lies;
  }

  /**
   * What happens to the answer of a request.
   *
   * @param number of the request, which no other has
   */
  Optional<Fault> next(ApiRequest request, long number) {
    return next(request, f -> !(f instanceof Fault.WrongDate))
        .or(() -> lies.flatMap(l -> l.next(request, number)));
  }

  /** What happens to the {@code Date} header, beside anything else. */
  Optional<Fault.WrongDate> wrongDate(ApiRequest request) {
    return next(request, Fault.WrongDate.class::isInstance).map(Fault.WrongDate.class::cast);
  }

  private synchronized Optional<Fault> next(ApiRequest request, Predicate<Fault> kind) {
    Optional<Armed> hit =
        armed.stream()
            .filter(a -> kind.test(a.injection.fault()))
            .filter(a -> a.injection.fault().canHit(request))
            .filter(a -> a.injection.where().test(request))
            .findFirst();
    hit.filter(a -> a.left != Injection.FOREVER && --a.left == 0).ifPresent(armed::remove);
    return hit.map(a -> a.injection.fault());
  }
}
