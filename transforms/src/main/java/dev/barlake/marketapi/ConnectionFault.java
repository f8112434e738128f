package dev.barlake.marketapi;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.util.Optional;

/**
 * Why there was no answer, in words that say what to do.
 *
 * @param isSetting whether it will not pass by itself
 */
record ConnectionFault(boolean isSetting, String text) {
  /**
   * Judges what the HTTP client threw.
   *
   * @param proxy that the request went through, for messages
   */
  static ConnectionFault of(IOException thrown, URI uri, Optional<String> proxy) {
    String via = proxy.map(name -> " through the proxy " + name).orElse("");
    if (causedBy(thrown, CertPathBuilderException.class)
        || causedBy(thrown, InvalidAlgorithmParameterException.class)) {
      return new ConnectionFault(
          true,
          "the certificate of %s%s is signed by nobody whom this JVM trusts; if a CA of your own"
                  .formatted(uri.getHost(), via)
              + " signs it, give a store with that CA in BARLAKE_JAVA_OPTS:"
              + " -Djavax.net.ssl.trustStore=… (%s)".formatted(thrown));
    }
    if (causedBy(thrown, UnresolvedAddressException.class)
        || causedBy(thrown, UnknownHostException.class)) {
      return new ConnectionFault(
          false,
          proxy
              .map("the host of the proxy %s is unknown; see DNS and that variable"::formatted)
              .orElse(
                  "the host %s is unknown; see --apiBaseUrl, DNS or HTTPS_PROXY"
                      .formatted(uri.getHost())));
    }
    String text = String.valueOf(thrown);
    if (causedBy(thrown, ConnectException.class)) {
      return new ConnectionFault(
          false, "no connection to %s%s (%s)".formatted(uri.getRawAuthority(), via, text));
    }
    return new ConnectionFault(false, text + via);
  }

  private static boolean causedBy(Throwable thrown, Class<? extends Throwable> cause) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (cause.isInstance(at)) {
        return true;
      }
    }
    return false;
  }
}
