package io.postern.outbound.discover;

import io.postern.core.keys.Voucher;
import io.postern.outbound.https.HttpAnswer;
import io.postern.outbound.https.HttpsClient;
import io.postern.outbound.https.UntrustedServerException;
import java.io.IOException;
import java.util.List;

/**
 * Gets one file of keys by HTTPS: the certificate must be the server's, the answer small and in
 * time, and it is never taken from elsewhere, for then somebody else's server would speak for the
 * domain.
 */
final class KeyFetch {
  /** Keys with a photograph and a thousand signatures are no larger. */
  static final int LARGEST = 256 * 1024;

  private static final String TYPES = "application/octet-stream, application/pgp-keys, */*;q=0.1";
  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;

  private final HttpsClient web;
  private final Voucher voucher;

  KeyFetch(HttpsClient web, Voucher voucher) {
    this.web = web;
    this.voucher = voucher;
  }

  /**
   * @param query appended to the path and told to nobody else, for it may name the person
   */
  SourceAnswer get(String host, String path, String query, Deadline deadline) {
    String place = "https://" + host + path;
    try {
      HttpAnswer answer =
          web.get(host, path + query, TYPES, LARGEST, deadline.left(), a -> !isFailure(a.status()));
      return judge(place, answer);
    } catch (UntrustedServerException e) {
      return new SourceAnswer.Failed(place, "certificate not accepted: " + e.getMessage());
    } catch (IOException e) {
      return new SourceAnswer.Failed(place, String.valueOf(e.getMessage()));
    }
  }

  private SourceAnswer judge(String place, HttpAnswer answer) {
    int status = answer.status();
    if (isFailure(status)) {
      return new SourceAnswer.Failed(place, "answered " + status);
    }
    if (status != OK) {
      String redirected = status / 100 == 3 ? ", which is not followed" : "";
      return new SourceAnswer.None(place, "answered " + status + redirected);
    }
    return answer.body().length == 0
        ? new SourceAnswer.None(place, "answered with nothing")
        : new SourceAnswer.Found(place, List.of(answer.body()), voucher);
  }

  /** The server's trouble, and not its answer. */
  private static boolean isFailure(int status) {
    return status >= 500 || status == TOO_MANY_REQUESTS;
  }
}
