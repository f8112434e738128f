package dev.barlake.localstack;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * S3 on this machine: real protocol, signatures checked (SigV4), conditional writes atomic.
 *
 * <p>By default in memory, on a free port of 127.0.0.1, with one bucket {@code lake}. Clients need
 * path style or this numeric address, and any region.
 */
public final class S3Server implements AutoCloseable {
  /** Tells every step it takes; held here, since a logger nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("org.gaul");

  static {
    LOG.setLevel(Level.WARNING);
  }

  public static final String ACCESS_KEY = "local-access-key";
  public static final String SECRET_KEY = "local-secret-key";

  private final BlobStore files;
  private final AtomicStore store;
  private final AtomicStore empty = new AtomicStore(new TransientNio2BlobStore());
  private final String bucket;
  private volatile Optional<BlobStore> flatFiles = Optional.empty();
  private int port;
  private S3Proxy proxy;

  private S3Server(BlobStore files, int port, String bucket) {
    this.files = files;
    this.store = new AtomicStore(files);
    this.port = port;
    this.bucket = bucket;
    if (!store.containerExists(bucket)) {
      store.createContainer(bucket);
    }
    restart();
  }

  /** In memory, on a free port, with the bucket {@code lake}. */
  public static S3Server start() {
    return inMemory(0, "lake");
  }

  /** Objects are gone at {@link #close}; {@code port} 0 for a free one. */
  public static S3Server inMemory(int port, String bucket) {
    return new S3Server(new TransientNio2BlobStore(), port, bucket);
  }

  /**
   * Objects are files in {@code directory}, which is made if need be and stays after {@link
   * #close}.
   */
  public static S3Server inDirectory(Path directory, int port, String bucket) {
    try {
      Files.createDirectories(directory);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("Cannot keep objects in " + directory, e);
    }
    return new S3Server(new FilesystemNio2BlobStore(directory.toString()), port, bucket);
  }

  /** {@code http://127.0.0.1:PORT}; the same after a restart. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public String bucket() {
    return bucket;
  }

  /** S3 is gone: connections are refused until {@link #restart}; the objects stay. */
  public synchronized void stop() {
    if (proxy != null) {
      try {
        proxy.stop();
      } catch (Exception e) {
        throw new IllegalStateException("Cannot stop S3 on port " + port, e);
      }
      proxy = null;
    }
  }

  /** Comes back on the same port with the same objects; does nothing if it runs. */
  public synchronized void restart() {
    if (proxy != null) {
      return;
    }
    S3Proxy next =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create(endpoint()))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .ignoreUnknownHeaders(true)
            .stopTimeout(0)
            .build();
    next.setBlobStoreLocator((identity, container, blob) -> grant(identity));
    try {
      next.start();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot start S3: port " + port + " is taken", e);
    }
    proxy = next;
    port = next.getPort();
  }

  /**
   * Serves the vendor's flat files too: in the bucket {@link FlatFiles#BUCKET}, which only {@link
   * FlatFiles#ACCESS_KEY} can read, and nobody can write.
   */
  public S3Server offer(FlatFiles files) {
    flatFiles = Optional.of(FlatFileStore.of(empty, files));
    return this;
  }

  /** What a key opens; null for one that is unknown. */
  private AccessGrant grant(String identity) {
    if (FlatFiles.ACCESS_KEY.equals(identity) && flatFiles.isPresent()) {
      return new AccessGrant(FlatFiles.SECRET_KEY, flatFiles.get());
    }
    return ACCESS_KEY.equals(identity) ? new AccessGrant(SECRET_KEY, store) : null;
  }

  /**
   * Answers 403 AccessDenied to all requests for keys under {@code keyPrefix}, until {@link
   * #refuseNothing}.
   */
  public void refuse(String keyPrefix) {
    store.refuse(keyPrefix);
  }

  public void refuseNothing() {
    store.refuse(null);
  }

  /** Answers 503 SlowDown to the next {@code times} requests for objects. */
  public void slowDown(int times) {
    store.slowDown(times);
  }

  /**
   * How many requests with a good signature came, refused ones too: {@code GET}, {@code PUT},
   * {@code HEAD}, {@code DELETE}, {@code COPY}, {@code LIST}. Parts of multipart uploads are not
   * counted.
   */
  public Map<String, Long> requests() {
    return store.requests();
  }

  public void clearRequests() {
    store.clearRequests();
    empty.clearRequests();
  }

  /** As {@link #requests}, for flat files. */
  public Map<String, Long> flatFileRequests() {
    return empty.requests();
  }

  /** Answers 503 SlowDown to the next {@code times} requests for flat files. */
  public void slowDownFlatFiles(int times) {
    empty.slowDown(times);
  }

  @Override
  public void close() {
    stop();
    files.close();
    empty.close();
  }
}
