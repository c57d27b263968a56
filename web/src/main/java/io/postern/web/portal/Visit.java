package io.postern.web.portal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * One request as the pages see it.
 *
 * @param client the address of who is at the other end
 */
record Visit(Request request, String client) {
  /** Longest body of a form without files. */
  static final int LONGEST_FORM = 16 * 1024;

  private static final int MOST_FIELDS = 20;

  /** A body is larger than what it is for. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("request body over its limit");
    }
  }

  /**
   * The fields of a form without files; none where the body is something else.
   *
   * @throws TooLargeException over {@link #LONGEST_FORM}
   */
  Fields form() throws IOException {
    Fields fields = new Fields();
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      UrlEncoded.decodeTo(body(), fields::add, StandardCharsets.UTF_8, MOST_FIELDS);
    }
    return fields;
  }

  /** True for the query {@code name=value} and nothing else. */
  boolean queryIs(String query) {
    return query.equals(request.getHttpURI().getQuery());
  }

  /** The body as it comes, not slower than agreed. */
  InputStream upload() {
    return new PacedStream(Content.Source.asInputStream(request), System::nanoTime);
  }

  private String body() throws IOException {
    try (InputStream in = upload()) {
      byte[] bytes = in.readNBytes(LONGEST_FORM + 1);
      if (bytes.length > LONGEST_FORM) {
        throw new TooLargeException();
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
