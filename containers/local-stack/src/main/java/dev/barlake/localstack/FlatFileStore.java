package dev.barlake.localstack;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.SdkResponses;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** {@link FlatFiles} as a bucket that can only be read. */
final class FlatFileStore extends ForwardingBlobStore {
  /** Of a list: each file is made to know its length. */
  private static final int PAGE = 50;

  private final AtomicStore admission;
  private final FlatFiles files;

  /**
   * @param empty a store without objects, with the bucket
   */
  FlatFileStore(AtomicStore empty, FlatFiles files) {
    super(empty);
    this.admission = empty;
    this.files = files;
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    admission.admit("GET", request.key());
    FlatFiles.FlatFile file = readable(request.key());
    if (request.ifNoneMatch() != null && request.ifNoneMatch().equals(file.eTag())) {
      throw S3Exceptions.fromStatusCode(304, "NotModified", Map.of(), null);
    }
    GetObjectResponse response =
        GetObjectResponse.builder()
            .contentLength((long) file.bytes().length)
            .contentType("application/gzip")
            .eTag(file.eTag())
            .lastModified(file.modified())
            .build();
    return SdkResponses.getResponse(response, new ByteArrayInputStream(file.bytes()));
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    admission.admit("HEAD", request.key());
    FlatFiles.FlatFile file = readable(request.key());
    return HeadObjectResponse.builder()
        .contentLength((long) file.bytes().length)
        .contentType("application/gzip")
        .eTag(file.eTag())
        .lastModified(file.modified())
        .build();
  }

  private FlatFiles.FlatFile readable(String key) {
    return files
        .read(key)
        .orElseThrow(() -> S3Exceptions.fromStatusCode(403, "AccessDenied", Map.of(), null));
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    String prefix = request.prefix() == null ? "" : request.prefix();
    admission.admit("LIST", prefix);
    String after = request.continuationToken();
    after = after == null ? request.startAfter() : after;
    String begin = after == null ? "" : after;
    List<String> keys = files.keys(prefix).stream().filter(k -> k.compareTo(begin) > 0).toList();
    int max = request.maxKeys() == null ? PAGE : Math.min(PAGE, request.maxKeys());
    List<S3Object> page =
        keys.stream().limit(max).map(files::file).map(FlatFileStore::entry).toList();
    String next = keys.size() > max ? keys.get(max - 1) : null;
    return SdkResponses.objectsPage(page, List.of(), next);
  }

  private static S3Object entry(FlatFiles.FlatFile file) {
    return SdkResponses.objectEntry(
        file.key(), file.eTag(), file.modified(), (long) file.bytes().length, null);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    admission.admit("PUT", request.key());
    throw S3Exceptions.fromStatusCode(403, "AccessDenied", Map.of(), null);
  }

  /** The same bucket of the same store, for {@link org.gaul.s3proxy.S3Proxy}. */
  static BlobStore of(AtomicStore empty, FlatFiles files) {
    if (!empty.containerExists(FlatFiles.BUCKET)) {
      empty.createContainer(FlatFiles.BUCKET);
    }
    return new FlatFileStore(empty, files);
  }
}
