package dev.barlake.store;

import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** An S3 in this JVM, with signatures checked, that can be stopped and started again. */
public final class S3Fixture implements AutoCloseable {
  static final String BUCKET = "lake";
  private static final String ACCESS_KEY = System.getenv("AWS_ACCESS_KEY_ID");
  private static final String SECRET_KEY = System.getenv("AWS_SECRET_ACCESS_KEY");

  private final Objects objects = new Objects(new TransientNio2BlobStore());
  private S3Proxy server;
  private int port;

  public S3Fixture() {
    objects.createContainer(CreateBucketRequest.builder().bucket(BUCKET).build());
    start();
  }

  /** Starts it, after a stop at the same port. */
  public void start() {
    try {
      server =
          S3Proxy.builder()
              .blobStore(objects)
              .endpoint(URI.create("http://127.0.0.1:" + port))
              .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
              .build();
      server.start();
      port = server.getPort();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot start S3", e);
    }
  }

  public void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop S3", e);
    }
  }

  /** Carries the next put out and answers as if it had not. */
  public void loseNextAnswer() {
    objects.loseNextAnswer.set(true);
  }

  public PipelineOptions options() {
    return PipelineOptionsFactory.fromArgs(
            "--awsRegion=us-east-1", "--endpoint=http://127.0.0.1:" + port)
        .as(S3Options.class);
  }

  public PipelineOptions options(String accessKey, String secretKey) {
    S3Options options = options().as(S3Options.class);
    options.setAwsCredentialsProvider(
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    return options;
  }

  public ObjectStore store(String prefix) {
    return new S3Store(
        S3Clients.of(options(), "s3://" + BUCKET, Clock.systemUTC()), BUCKET, prefix);
  }

  @Override
  public void close() {
    stop();
  }

  /** S3Proxy's own check of If-Match and its put are two steps: here they are one. */
  private static final class Objects extends ForwardingBlobStore {
    private final ConcurrentHashMap<String, Object> locks = new ConcurrentHashMap<>();
    private final AtomicBoolean loseNextAnswer = new AtomicBoolean();

    Objects(BlobStore store) {
      super(store);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest put, InputStream bytes) {
      PutObjectResponse response;
      synchronized (locks.computeIfAbsent(put.bucket() + "/" + put.key(), key -> new Object())) {
        if (put.ifMatch() != null && !unquoted(put.ifMatch()).equals(version(put))) {
          throw S3Exceptions.preconditionFailed(null);
        }
        response = super.putBlob(put, bytes);
      }
      if (loseNextAnswer.getAndSet(false)) {
        throw S3Exceptions.fromStatusCode(503);
      }
      return response;
    }

    private String version(PutObjectRequest put) {
      HeadObjectResponse found =
          blobMetadata(HeadObjectRequest.builder().bucket(put.bucket()).key(put.key()).build());
      return found == null ? "" : unquoted(found.eTag());
    }

    private static String unquoted(String version) {
      return version.replace("\"", "");
    }
  }
}
