package dev.barlake.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A key and the certificate that it signed itself, made anew: good for encrypting, and proof of
 * nothing. Two files in PEM.
 */
record ServerCertificate(Path key, Path certificate) {
  private static final String ALIAS = "server";

  /** Guards a file that is gone when {@link #in} returns. */
  private static final String STORE_PASSWORD = "local-store-password";

  /** Makes both in a directory. */
  static ServerCertificate in(Path directory) throws IOException {
    Path file = directory.resolve("certificate.p12");
    try {
      generate(file);
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, STORE_PASSWORD.toCharArray());
      }
      return new ServerCertificate(
          pem(
              directory.resolve("key.pem"),
              "PRIVATE KEY",
              store.getKey(ALIAS, STORE_PASSWORD.toCharArray()).getEncoded()),
          pem(
              directory.resolve("certificate.pem"),
              "CERTIFICATE",
              store.getCertificate(ALIAS).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("Cannot read the certificate that keytool made in " + file, e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** By the JDK's own tool: its library makes keys, and has no public way to sign a certificate. */
  private static void generate(Path file) throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                ALIAS,
                "-dname",
                "CN=localhost",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                STORE_PASSWORD)
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("Cannot make a certificate with %s: %s".formatted(keytool, told));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot make a certificate: interrupted", e);
    }
  }

  private static Path pem(Path file, String kind, byte[] content) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(content)));
  }
}
