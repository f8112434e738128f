package dev.barlake.pipelines.cli;

import java.beans.Introspector;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;
import org.apache.beam.sdk.util.StringUtils;

/**
 * The flags that a command knows: its own, which interfaces of ours declare, and of a job those of
 * Beam and its runners too. A flag's name begins with {@code --}.
 */
final class FlagNames {
  private static final int FARTHEST = 3;

  private final Map<String, Method> own = new TreeMap<>();
  private final Set<String> all = new TreeSet<>();

  private FlagNames() {}

  /** Those that an interface and its parents of ours declare. */
  static FlagNames own(Class<?> type) {
    FlagNames names = new FlagNames();
    getters(type)
        .forEach(
            (flag, getter) -> {
              if (isOurs(getter)) {
                names.own.put(flag, getter);
              }
            });
    names.all.addAll(names.own.keySet());
    return names;
  }

  /** Those of a job, and the many of Beam, its runners and S3. */
  static FlagNames withBeams(Class<? extends JobOptions> type) {
    FlagNames names = own(type);
    Stream<Class<?>> registered =
        ServiceLoader.load(PipelineOptionsRegistrar.class).stream()
            .flatMap(registrar -> stream(registrar.get().getPipelineOptions()));
    Stream.concat(Stream.of(type, S3Options.class), registered)
        .forEach(options -> names.all.addAll(getters(options).keySet()));
    return names;
  }

  /** Whether an interface of Barlake declares it, and not one of Beam. */
  static boolean isOurs(Method getter) {
    return getter.getDeclaringClass().getName().startsWith("dev.barlake.");
  }

  private static Stream<Class<?>> stream(Iterable<? extends Class<?>> types) {
    Stream.Builder<Class<?>> stream = Stream.builder();
    types.forEach(stream::add);
    return stream.build();
  }

  private static Map<String, Method> getters(Class<?> options) {
    Map<String, Method> getters = new TreeMap<>();
    Arrays.stream(options.getMethods())
        .filter(method -> method.getName().matches("(get|is)[A-Z].*"))
        .forEach(method -> getters.put(flag(method), method));
    return getters;
  }

  /** The flag of a getter, as Beam names it. */
  static String flag(Method getter) {
    return "--" + Introspector.decapitalize(getter.getName().replaceFirst("^(get|is)", ""));
  }

  boolean isKnown(String flag) {
    return all.contains(flag);
  }

  boolean isOwn(String flag) {
    return own.containsKey(flag);
  }

  /** Whether it is an own flag that needs no value. */
  boolean isSwitch(String flag) {
    return isOwn(flag) && type(flag) == boolean.class;
  }

  Class<?> type(String flag) {
    return own.get(flag).getReturnType();
  }

  Map<String, Method> own() {
    return own;
  }

  /** As {@code . Did you mean --tickers?}; empty if no flag is like it. */
  String near(String flag) {
    return all.stream()
        .filter(name -> distance(flag, name) <= Math.min(FARTHEST, flag.length() / 3))
        .min(
            Comparator.<String>comparingInt(name -> distance(flag, name))
                .thenComparing(name -> !isOwn(name)))
        .map(name -> ". Did you mean " + name + "?")
        .orElse("");
  }

  private static int distance(String flag, String name) {
    return StringUtils.getLevenshteinDistance(flag, name);
  }
}
