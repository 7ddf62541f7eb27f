package org.planetbench.results.mlflow;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The same body, of which each part that the connection asks for is counted: of a file that takes
 * minutes to go out nothing else shows that it does.
 */
record CountedBody(BodyPublisher body, AtomicLong parts) implements BodyPublisher {
  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    body.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer part) {
            parts.incrementAndGet();
            subscriber.onNext(part);
          }

          @Override
          public void onError(Throwable e) {
            subscriber.onError(e);
          }

          @Override
          public void onComplete() {
            subscriber.onComplete();
          }
        });
  }
}
