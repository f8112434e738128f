package dev.barlake.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * A blob store in which the check of {@code If-Match} and the put of a key are one step, as on S3.
 * In S3Proxy 4.1.0 they are two: of 16 writers who read, merge and put, 15 lost an update.
 *
 * <p>It also counts what is asked, and refuses when it is told to.
 */
final class AtomicStore extends ForwardingBlobStore {
  private final Map<String, Object> locks = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final AtomicInteger slowDowns = new AtomicInteger();
  private volatile String refusedPrefix;

  AtomicStore(BlobStore delegate) {
    super(delegate);
  }

  /** Answers 403 to objects under a prefix; null for none. */
  void refuse(String prefix) {
    refusedPrefix = prefix;
  }

  /** Answers 503 to the next {@code times} requests. */
  void slowDown(int times) {
    slowDowns.set(times);
  }

  Map<String, Long> requests() {
    Map<String, Long> counts = new TreeMap<>();
    requests.forEach((method, count) -> counts.put(method, count.sum()));
    return counts;
  }

  void clearRequests() {
    requests.clear();
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    admit("PUT", request.key());
    // The body is read before the lock, so that a slow writer keeps nobody waiting.
    byte[] bytes = readFully(body);
    Object lock = locks.computeIfAbsent(request.bucket() + "/" + request.key(), k -> new Object());
    synchronized (lock) {
      if (request.ifMatch() != null) {
        HeadObjectResponse old = delegate().blobMetadataIfPresent(request.bucket(), request.key());
        if (old == null) {
          throw S3Exceptions.noSuchKey(request.bucket(), request.key(), "If-Match on no object");
        }
        if (!bare(old.eTag()).equals(bare(request.ifMatch()))) {
          throw S3Exceptions.preconditionFailed(null);
        }
      }
      return super.putBlob(request, new java.io.ByteArrayInputStream(bytes));
    }
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    admit("GET", request.key());
    return super.getBlob(request);
  }

  /** HEAD of a client; a put asks {@link #blobMetadataIfPresent} and is not counted twice. */
  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    admit("HEAD", request.key());
    return super.blobMetadata(request);
  }

  @Override
  public HeadObjectResponse blobMetadataIfPresent(String bucket, String key) {
    return delegate().blobMetadataIfPresent(bucket, key);
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    admit("DELETE", request.key());
    return super.removeBlob(request);
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    admit("COPY", request.destinationKey());
    return super.copyBlob(request);
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    admit("LIST", request.prefix() == null ? "" : request.prefix());
    return super.list(request);
  }

  void admit(String method, String key) {
    requests.computeIfAbsent(method, m -> new LongAdder()).increment();
    String prefix = refusedPrefix;
    if (prefix != null && key.startsWith(prefix)) {
      throw S3Exceptions.fromStatusCode(403, "AccessDenied", Map.of(), null);
    }
    if (slowDowns.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw S3Exceptions.fromStatusCode(503, "SlowDown", Map.of(), null);
    }
  }

  private static byte[] readFully(InputStream body) {
    try {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot read the body of a PUT", e);
    }
  }

  private static String bare(String eTag) {
    return eTag.replace("\"", "");
  }
}
