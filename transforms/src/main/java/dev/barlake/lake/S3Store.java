package dev.barlake.lake;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects below a prefix of an S3 bucket. A version is the ETag. */
final class S3Store implements ObjectStore {
  private final S3Client client;
  private final String bucket;
  private final String prefix;

  /**
   * @param prefix empty or with a slash at its end
   */
  S3Store(S3Client client, String bucket, String prefix) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  @Override
  public Optional<StoredObject> read(String key) {
    return get(key, GetObjectRequest.builder())
        .map(got -> new StoredObject(got.asByteArrayUnsafe(), got.response().eTag()));
  }

  @Override
  public Optional<ObjectTail> readTail(String key, int bytes) {
    return get(key, GetObjectRequest.builder().range("bytes=-" + bytes))
        .map(got -> new ObjectTail(got.asByteArrayUnsafe(), totalLength(got.response())));
  }

  /** By a GET of one byte, not a HEAD: what S3 refuses it then explains in words. */
  @Override
  public Optional<String> version(String key) {
    return get(key, GetObjectRequest.builder().range("bytes=-1")).map(got -> got.response().eTag());
  }

  private Optional<ResponseBytes<GetObjectResponse>> get(
      String key, GetObjectRequest.Builder request) {
    GetObjectRequest get = request.bucket(bucket).key(prefix + key).build();
    return answer(
        S3Action.GET,
        key,
        NoSuchKeyException.class::isInstance,
        () -> client.getObjectAsBytes(get));
  }

  /** As told by {@code bytes 100-199/200}; a store that sends all for a part sends no range. */
  private static long totalLength(GetObjectResponse response) {
    String range = response.contentRange();
    return range == null
        ? response.contentLength()
        : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
  }

  @Override
  public Optional<String> writeIf(String key, byte[] bytes, Optional<String> expectedVersion) {
    PutObjectRequest.Builder request = PutObjectRequest.builder();
    expectedVersion.ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
    return put(key, bytes, request, S3Store::isLostRace);
  }

  /** The object is another one, is being written, or is gone. */
  private static boolean isLostRace(SdkException e) {
    return e instanceof NoSuchKeyException
        || (e instanceof S3Exception refused
            && (refused.statusCode() == 412 || refused.statusCode() == 409));
  }

  @Override
  public void write(String key, byte[] bytes) {
    put(key, bytes, PutObjectRequest.builder(), e -> false);
  }

  private Optional<String> put(
      String key,
      byte[] bytes,
      PutObjectRequest.Builder request,
      Predicate<SdkException> isNothing) {
    PutObjectRequest put = request.bucket(bucket).key(prefix + key).build();
    RequestBody body = RequestBody.fromBytes(bytes);
    return answer(S3Action.PUT, key, isNothing, () -> client.putObject(put, body).eTag());
  }

  @Override
  public List<String> list(String prefix) {
    String directory = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    ListObjectsV2Request list =
        ListObjectsV2Request.builder().bucket(bucket).prefix(this.prefix + directory).build();
    return answer(S3Action.LIST, directory, e -> false, () -> keys(list)).orElseThrow();
  }

  private List<String> keys(ListObjectsV2Request list) {
    return client.listObjectsV2Paginator(list).contents().stream()
        .map(object -> object.key().substring(prefix.length()))
        .sorted()
        .toList();
  }

  /** What S3 answers; empty where its refusal is an answer too; any other fault explained. */
  private <T> Optional<T> answer(
      S3Action action, String key, Predicate<SdkException> isNothing, Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (SdkException e) {
      if (isNothing.test(e)) {
        return Optional.empty();
      }
      throw action.failed(e, bucket, uri(key));
    }
  }

  @Override
  public String uri(String key) {
    return "s3://" + bucket + "/" + prefix + key;
  }

  @Override
  public void close() {
    client.close();
  }
}
