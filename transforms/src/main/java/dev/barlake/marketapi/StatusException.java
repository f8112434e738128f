package dev.barlake.marketapi;

import dev.barlake.marketapi.ApiException.Category;

/** A 200 whose own {@code status} says that it is an error. */
final class StatusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Category category;

  private StatusException(Category category, String message) {
    super(message);
    this.category = category;
  }

  /**
   * Throws unless the status is one of success; delayed plans say {@code DELAYED}. An answer
   * without a status is not the vendor's, however empty and friendly it is.
   */
  static void check(String status) {
    switch (status) {
      case "OK", "DELAYED" -> {}
      case "" -> throw new BadPageException("the answer has no status");
      case "NOT_AUTHORIZED", "NOT_FOUND" ->
          throw new StatusException(Category.PERMANENT, "status " + status);
      default -> throw new StatusException(Category.TRANSIENT, "status " + status);
    }
  }

  Category category() {
    return category;
  }
}
