package dev.barlake.lake;

import java.util.List;
import java.util.Optional;
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
import software.amazon.awssdk.services.s3.model.S3Object;

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

  private Optional<ResponseBytes<GetObjectResponse>> get(
      String key, GetObjectRequest.Builder request) {
    GetObjectRequest get = request.bucket(bucket).key(prefix + key).build();
    try {
      return Optional.of(answer(S3Action.GET, key, () -> client.getObjectAsBytes(get)));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
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
    try {
      return Optional.of(put(key, bytes, request));
    } catch (NoSuchKeyException gone) {
      return Optional.empty();
    } catch (S3Exception e) {
      if (e.statusCode() == 412 || e.statusCode() == 409) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void write(String key, byte[] bytes) {
    put(key, bytes, PutObjectRequest.builder());
  }

  private String put(String key, byte[] bytes, PutObjectRequest.Builder request) {
    PutObjectRequest put = request.bucket(bucket).key(prefix + key).build();
    RequestBody body = RequestBody.fromBytes(bytes);
    return answer(S3Action.PUT, key, () -> client.putObject(put, body)).eTag();
  }

  @Override
  public List<String> list(String prefix) {
    String directory = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    ListObjectsV2Request list =
        ListObjectsV2Request.builder().bucket(bucket).prefix(this.prefix + directory).build();
    return answer(
        S3Action.LIST,
        directory,
        () ->
            client.listObjectsV2Paginator(list).contents().stream()
                .map(S3Object::key)
                .map(key -> key.substring(this.prefix.length()))
                .sorted()
                .toList());
  }

  /** Answers that are part of the contract pass as they are; every other fault is explained. */
  private <T> T answer(S3Action action, String key, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      if (action.answers(e)) {
        throw e;
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
