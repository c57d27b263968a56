package io.postern.web.portal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is said where the server itself refuses a request: nothing but that. */
final class ErrorPages extends ErrorHandler {
  static final byte[] BODY =
      "This request cannot be answered.\n".getBytes(StandardCharsets.US_ASCII);

  private final Headers headers;

  ErrorPages(Headers headers) {
    this.headers = headers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HttpFields.Mutable fields = response.getHeaders();
    headers.put(fields);
    fields.put(HttpHeader.CONTENT_TYPE, "text/plain; charset=us-ascii");
    response.write(true, ByteBuffer.wrap(BODY), callback);
    return true;
  }
}
