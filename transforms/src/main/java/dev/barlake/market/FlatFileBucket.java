package dev.barlake.market;

import dev.barlake.retry.Backoff;
import dev.barlake.retry.Timing;
import java.net.URI;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The vendor's flat files, read by their own credentials. A server that does not answer is asked
 * again for two minutes.
 */
public final class FlatFileBucket implements AutoCloseable {
  private final FlatFilesConfig config;
  private final S3Client client;
  private final Timing timing;

  /** An object as it was read. */
  @SuppressWarnings("ArrayRecordComponent") // carried to its reader, never compared
  record Found(String key, byte[] bytes, String eTag, String modified) {}

  /** An object as it is listed. */
  public record Listed(String key, String eTag, long length) {}

  /**
   * Opens the bucket; nothing is asked yet.
   *
   * @param environment holds the credentials
   */
  public static FlatFileBucket open(FlatFilesConfig config, Map<String, String> environment) {
    return new FlatFileBucket(config, environment, Timing.SYSTEM);
  }

  FlatFileBucket(FlatFilesConfig config, Map<String, String> environment, Timing timing) {
    this.config = config;
    this.timing = timing;
    AwsBasicCredentials credentials =
        AwsBasicCredentials.create(
            required(environment, FlatFilesConfig.ACCESS_KEY),
            required(environment, FlatFilesConfig.SECRET_KEY));
    this.client =
        S3Client.builder()
            .endpointOverride(URI.create(config.endpoint()))
            // The vendor's own examples name none; any is taken.
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .build();
  }

  private static String required(Map<String, String> environment, String name) {
    return FlatFilesConfig.in(environment, name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot read flat files: the environment variable %s is not set"
                        .formatted(name)));
  }

  /** The key of a date's file. */
  public String key(LocalDate date, boolean daily) {
    return "%s%s.csv.gz".formatted(month(date, daily), date);
  }

  private String month(LocalDate date, boolean daily) {
    return "%s/%s_aggs_v1/%d/%02d/"
        .formatted(config.folder(), daily ? "day" : "minute", date.getYear(), date.getMonthValue());
  }

  /**
   * The files of all dates of a month, by key.
   *
   * @throws FlatFileException if they cannot be listed
   * @throws dev.barlake.retry.TryAgainLaterException if they may be later
   */
  public Map<String, Listed> list(LocalDate month, boolean daily) {
    String prefix = month(month, daily);
    try {
      return answered(prefix, () -> listed(prefix));
    } catch (FlatFileException e) {
      if (e.passes()) {
        throw new FlatFilesAwayException(e);
      }
      throw e;
    }
  }

  private Map<String, Listed> listed(String prefix) {
    Map<String, Listed> files = new TreeMap<>();
    client
        .listObjectsV2Paginator(r -> r.bucket(FlatFilesConfig.BUCKET).prefix(prefix))
        .contents()
        .forEach(object -> files.put(object.key(), listed(object)));
    return files;
  }

  private static Listed listed(S3Object object) {
    return new Listed(object.key(), object.eTag(), object.size());
  }

  /**
   * A file, whole.
   *
   * @throws FlatFileException if it cannot be had
   */
  Found read(String key) {
    ResponseBytes<GetObjectResponse> got =
        answered(
            key, () -> client.getObjectAsBytes(r -> r.bucket(FlatFilesConfig.BUCKET).key(key)));
    GetObjectResponse response = got.response();
    return new Found(
        key,
        got.asByteArrayUnsafe(),
        response.eTag(),
        response.lastModified() == null ? null : response.lastModified().toString());
  }

  private <T> T answered(String key, Supplier<T> call) {
    Backoff.Attempts attempts = Backoff.standard(timing).attempts();
    while (true) {
      try {
        return call.get();
      } catch (SdkException e) {
        FlatFileException fault = FlatFileException.of(e, uri(key));
        if (!fault.passes() || !attempts.failed()) {
          throw fault;
        }
        attempts.pauseOr(() -> fault);
      }
    }
  }

  private String uri(String key) {
    return "s3://%s/%s at %s".formatted(FlatFilesConfig.BUCKET, key, config.endpoint());
  }

  @Override
  public void close() {
    client.close();
  }
}
