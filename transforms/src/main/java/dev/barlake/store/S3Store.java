package dev.barlake.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.barlake.retry.ClockCheck.WrongClockException;
import java.util.ArrayList;
import java.util.Collections;
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
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects below a prefix of an S3 bucket. A version is the ETag. */
final class S3Store implements ObjectStore {
  private static final String PROBE = "_probe";
  private static final String PROBE_TEXT =
      "Barlake asked whether this store has conditional writes. It has not. This can be deleted.\n";

  /** An ETag by its form, but of no object. */
  private static final String NO_VERSION = "\"00000000000000000000000000000000\"";

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
    return end(key, bytes).map(got -> tail(key, bytes, got));
  }

  private ObjectTail tail(String key, int asked, ResponseBytes<GetObjectResponse> got) {
    ObjectTail tail = new ObjectTail(got.asByteArrayUnsafe(), length(key, got));
    if (tail.bytes().length < Math.min(asked, tail.length())) {
      throw S3Action.GET.unusable(
          uri(key), "with %d of %d bytes".formatted(tail.bytes().length, asked));
    }
    return tail;
  }

  /** By a GET of one byte, not a HEAD: what S3 refuses it then explains in words. */
  @Override
  public Optional<String> version(String key) {
    return end(key, 1).map(got -> got.response().eTag());
  }

  /** The last bytes, or all if there are fewer; S3 refuses a part of an empty object. */
  private Optional<ResponseBytes<GetObjectResponse>> end(String key, int bytes) {
    try {
      return get(key, GetObjectRequest.builder().range("bytes=-" + bytes));
    } catch (StoreException e) {
      if (e.getCause() instanceof S3Exception refused && refused.statusCode() == 416) {
        return get(key, GetObjectRequest.builder());
      }
      throw e;
    }
  }

  private Optional<ResponseBytes<GetObjectResponse>> get(
      String key, GetObjectRequest.Builder request) {
    GetObjectRequest get = request.bucket(bucket).key(prefix + key).build();
    Optional<ResponseBytes<GetObjectResponse>> got =
        answer(
            S3Action.GET,
            key,
            NoSuchKeyException.class::isInstance,
            () -> client.getObjectAsBytes(get));
    got.ifPresent(object -> eTag(S3Action.GET, key, object.response().eTag()));
    return got;
  }

  /** What an answer about an object must have. */
  private String eTag(S3Action action, String key, String eTag) {
    if (eTag == null || eTag.isBlank()) {
      throw action.unusable(uri(key), "without an ETag");
    }
    return eTag;
  }

  /** As {@code bytes 100-199/200} says; a store that sends all for a part sends no range. */
  private long length(String key, ResponseBytes<GetObjectResponse> got) {
    String range = got.response().contentRange();
    if (range == null) {
      return got.asByteArrayUnsafe().length;
    }
    try {
      return Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
    } catch (NumberFormatException e) {
      throw S3Action.GET.unusable(uri(key), "with the range '%s'".formatted(range));
    }
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

  /**
   * Puts an object on the condition that it is one that cannot be: refused as it must be, the right
   * to write and conditional writes are there, and nothing is stored.
   */
  @Override
  public void requireWritable() {
    PutObjectRequest.Builder request = PutObjectRequest.builder().ifMatch(NO_VERSION);
    if (put(PROBE, PROBE_TEXT.getBytes(UTF_8), request, S3Store::isLostRace).isPresent()) {
      throw S3Action.PUT.ignored(uri(PROBE));
    }
  }

  private Optional<String> put(
      String key,
      byte[] bytes,
      PutObjectRequest.Builder request,
      Predicate<SdkException> isNothing) {
    PutObjectRequest put = request.bucket(bucket).key(prefix + key).build();
    RequestBody body = RequestBody.fromBytes(bytes);
    return answer(S3Action.PUT, key, isNothing, () -> client.putObject(put, body))
        .map(response -> eTag(S3Action.PUT, key, response.eTag()));
  }

  @Override
  public List<String> list(String prefix) {
    String directory = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    ListObjectsV2Request list =
        ListObjectsV2Request.builder().bucket(bucket).prefix(this.prefix + directory).build();
    return answer(S3Action.LIST, directory, e -> false, () -> keys(list, directory)).orElseThrow();
  }

  private List<String> keys(ListObjectsV2Request list, String directory) {
    List<String> keys = new ArrayList<>();
    for (ListObjectsV2Response page : client.listObjectsV2Paginator(list)) {
      if (page.name() == null) {
        // An error document has no objects, and would pass for an empty list.
        throw S3Action.LIST.unusable(uri(directory), "with something else than a list");
      }
      String token = page.nextContinuationToken();
      if (token != null && token.equals(page.continuationToken())) {
        throw S3Action.LIST.unusable(uri(directory), "with a list that goes in circles");
      }
      page.contents().forEach(object -> keys.add(object.key().substring(prefix.length())));
    }
    Collections.sort(keys);
    return keys;
  }

  /** What S3 answers; empty if its refusal is an answer too; any other fault explained. */
  private <T> Optional<T> answer(
      S3Action action, String key, Predicate<SdkException> isNothing, Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (SdkException | WrongClockException e) {
      if (e instanceof SdkException refused && isNothing.test(refused)) {
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
