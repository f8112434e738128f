package dev.barlake.pipelines.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** A view of our own flags and their defaults through an interface of options. Read-only. */
final class OwnOptions implements InvocationHandler {
  private static final String WITHOUT = "Without it:";

  private final Map<String, String> values;

  private OwnOptions(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * The options of the interface.
   *
   * @param values by flag; each can be converted to its getter's type
   */
  static <O> O of(Class<O> type, Map<String, String> values) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new OwnOptions(values)));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] args) {
    if (!FlagNames.isOurs(method) || args != null) {
      throw new IllegalStateException("Only Beam's own options have " + method.getName());
    }
    String value = values.get(FlagNames.flag(method));
    return value == null ? standard(method) : CommandLine.convert(value, method.getReturnType());
  }

  /**
   * The default that people are shown: none if the description says what happens without the flag.
   * Options of one name have one default in Beam, whatever a command makes of a flag that is not
   * given.
   */
  static Optional<Object> shown(Method getter) {
    Description description = getter.getAnnotation(Description.class);
    boolean told = description != null && description.value().contains(WITHOUT);
    return told ? Optional.empty() : Optional.ofNullable(standard(getter));
  }

  /** The value of a flag that is not given; null if it has none. */
  static Object standard(Method getter) {
    if (getter.isAnnotationPresent(Default.String.class)) {
      return getter.getAnnotation(Default.String.class).value();
    } else if (getter.isAnnotationPresent(Default.Integer.class)) {
      return getter.getAnnotation(Default.Integer.class).value();
    } else if (getter.isAnnotationPresent(Default.Double.class)) {
      return getter.getAnnotation(Default.Double.class).value();
    }
    return getter.getReturnType() == boolean.class ? Boolean.FALSE : null;
  }
}
