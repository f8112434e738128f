package dev.barlake.store;

import dev.barlake.retry.ClockCheck;
import java.time.Clock;
import org.apache.beam.sdk.io.aws2.options.S3ClientBuilderFactory;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.InstanceBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** S3 clients from Beam's options: region, endpoint, credentials, client factory. */
final class S3Clients {
  /** More than any worker has threads; connections are opened when they are needed. */
  private static final int CONNECTIONS = 256;

  /** One for the process, whose clock it judges: each worker thread has a client of its own. */
  private static final ClockCheck CLOCK_CHECK = new ClockCheck();

  private S3Clients() {}

  /**
   * @param uri the lake's, for messages
   * @param clock this machine's, which must agree with S3's
   */
  static S3Client of(PipelineOptions options, String uri, Clock clock) {
    S3Options s3 = options.as(S3Options.class);
    S3ClientBuilder builder =
        InstanceBuilder.ofType(S3ClientBuilderFactory.class)
            .fromClass(s3.getS3ClientFactoryClass())
            .build()
            .createBuilder(s3);
    // Named, since several are on the path, and the URL-connection client takes the answer to an
    // earlier request for this one's after a 412.
    builder
        .httpClient(null)
        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(CONNECTIONS));
    builder.overrideConfiguration(
        builder.overrideConfiguration().toBuilder()
            .addExecutionInterceptor(new S3Clock(clock, CLOCK_CHECK))
            .build());
    if (s3.getEndpoint() != null) {
      // Another S3 seldom has a host name for each bucket.
      builder.forcePathStyle(true);
    }
    try {
      return builder.build();
    } catch (SdkException e) {
      throw new StoreException(
          "Cannot open %s: %s; see to --awsRegion".formatted(uri, e.getMessage()), e);
    }
  }
}
