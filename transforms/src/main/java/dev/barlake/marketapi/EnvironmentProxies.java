package dev.barlake.marketapi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that the usual environment variables name: {@code HTTPS_PROXY} and {@code HTTP_PROXY}
 * by the scheme of the URL, {@code NO_PROXY} for hosts that are reached directly. Lower-case names
 * win, as with curl. {@code localhost}, 127.0.0.0/8 and {@code [::1]} are always reached directly,
 * whatever {@code NO_PROXY} says: no proxy elsewhere could reach them.
 */
final class EnvironmentProxies extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

  private final Optional<Server> http;
  private final Optional<Server> https;
  private final List<String> direct;

  /** A proxy; it never shows its password. */
  private record Server(String variable, String host, int port, String user, String password) {
    boolean hasCredentials() {
      return !user.isEmpty() || !password.isEmpty();
    }

    String basic() {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String toString() {
      return "%s:%d (%s)".formatted(host, port, variable);
    }
  }

  private EnvironmentProxies(Optional<Server> http, Optional<Server> https, List<String> direct) {
    this.http = http;
    this.https = https;
    this.direct = direct;
  }

  /**
   * The proxies of an environment.
   *
   * @throws IllegalArgumentException if a variable names no {@code http://} proxy; says which, and
   *     not its value, which may hold a password
   */
  static EnvironmentProxies of(Map<String, String> environment) {
    String none =
        variable(environment, "NO_PROXY").map(environment::get).orElse("").toLowerCase(Locale.ROOT);
    return new EnvironmentProxies(
        server(environment, "HTTP_PROXY"),
        server(environment, "HTTPS_PROXY"),
        Arrays.stream(none.split("[,\\s]+")).filter(entry -> !entry.isEmpty()).toList());
  }

  /** Which spelling of a variable is set. */
  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Stream.of(name.toLowerCase(Locale.ROOT), name)
        .filter(spelling -> !environment.getOrDefault(spelling, "").isBlank())
        .findFirst();
  }

  private static Optional<Server> server(Map<String, String> environment, String name) {
    return variable(environment, name).map(found -> server(found, environment.get(found).strip()));
  }

  private static Server server(String variable, String value) {
    URI uri;
    try {
      uri = URI.create(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException e) {
      // Its message, and that of the cause, would show the password.
      throw unusable(variable);
    }
    if (uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
      throw unusable(variable);
    }
    String[] login = Objects.requireNonNullElse(uri.getRawUserInfo(), "").split(":", 2);
    return new Server(
        variable,
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        decoded(login[0]),
        login.length < 2 ? "" : decoded(login[1]));
  }

  private static IllegalArgumentException unusable(String variable) {
    return new IllegalArgumentException(
        "Cannot use the proxy in %s: it must be http://[user:password@]host[:port], with %%XX for"
                .formatted(variable)
            + " special characters");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Whether any proxy is set; else the JVM's own properties hold. */
  boolean any() {
    return http.isPresent() || https.isPresent();
  }

  /**
   * The value of {@code Proxy-Authorization} for a URL, if it goes through a proxy that wants it.
   */
  Optional<String> authorization(URI uri) {
    return proxy(uri).filter(Server::hasCredentials).map(server -> "Basic " + server.basic());
  }

  /** The proxy for a URL, for messages: host, port and the variable that names it. */
  Optional<String> name(URI uri) {
    return proxy(uri).map(Server::toString);
  }

  /** What no message may show. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    Stream.of(http, https)
        .flatMap(Optional::stream)
        .filter(Server::hasCredentials)
        .forEach(
            server -> {
              secrets.add(server.basic());
              secrets.add(server.password());
              secrets.add(PageUrl.encode(server.password()));
            });
    return secrets;
  }

  private Optional<Server> proxy(URI uri) {
    Optional<Server> server = "https".equalsIgnoreCase(uri.getScheme()) ? https : http;
    return server.filter(found -> !isDirect(uri));
  }

  private boolean isDirect(URI uri) {
    String host = bare(uri.getHost().toLowerCase(Locale.ROOT));
    int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().endsWith("s") ? 443 : 80;
    return isLoopback(host) || direct.stream().anyMatch(entry -> matches(entry, host, port));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
  }

  /** {@code *}, a host with its subdomains, {@code .suffix}, an IP address; each with a port. */
  private static boolean matches(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    String name = entry;
    int colon = entry.lastIndexOf(':');
    boolean hasPort = colon >= 0 && (entry.indexOf(':') == colon || entry.contains("]:"));
    if (hasPort) {
      if (!entry.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
      name = entry.substring(0, colon);
    }
    name = bare(name.startsWith("*.") ? name.substring(1) : name);
    String domain = name.startsWith(".") ? name.substring(1) : name;
    return host.equals(domain) || (!domain.isEmpty() && host.endsWith("." + domain));
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public List<Proxy> select(URI uri) {
    return List.of(
        proxy(uri)
            .map(server -> InetSocketAddress.createUnresolved(server.host(), server.port()))
            .map(address -> new Proxy(Proxy.Type.HTTP, address))
            .orElse(Proxy.NO_PROXY));
  }

  /** The client tries again by itself. */
  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {}
}
