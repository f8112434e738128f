package dev.barlake.marketapi;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Collects a body in memory, and cancels it as soon as it is longer than the bound. A body whose
 * header announces more is not read at all.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
  private final long bound;
  private final boolean announcedTooLarge;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final List<ByteBuffer> parts = new ArrayList<>();
  private Flow.Subscription subscription;
  private long size;

  private BoundedBody(long bound, long announced) {
    this.bound = bound;
    this.announcedTooLarge = announced > bound;
  }

  /**
   * A handler for bodies of at most {@code bound} bytes as they come. A longer one fails the
   * exchange with a {@link BodyTooLargeException}.
   */
  static HttpResponse.BodyHandler<byte[]> upTo(long bound) {
    return info ->
        new BoundedBody(bound, info.headers().firstValueAsLong("Content-Length").orElse(0));
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (announcedTooLarge) {
      refuse();
    } else {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      size += buffer.remaining();
    }
    if (size > bound) {
      refuse();
    } else {
      parts.addAll(buffers);
    }
  }

  private void refuse() {
    parts.clear();
    subscription.cancel();
    body.completeExceptionally(new BodyTooLargeException("as it comes", bound));
  }

  @Override
  public void onError(Throwable thrown) {
    parts.clear();
    body.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    ByteBuffer whole = ByteBuffer.allocate((int) size);
    parts.forEach(whole::put);
    parts.clear();
    body.complete(whole.array());
  }
}
