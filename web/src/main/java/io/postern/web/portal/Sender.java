package io.postern.web.portal;

import io.postern.web.portal.Answer.Body;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers. Safe for use by many threads. */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
  private static final int BUFFER = 32 * 1024;
  private static final String HTML = "text/html; charset=utf-8";

  private final Pages pages;
  private final Headers headers;

  Sender(Pages pages, Headers headers) {
    this.pages = pages;
    this.headers = headers;
  }

  /** Sends it and completes the callback; a body that fails half-way breaks the connection. */
  void send(Answer answer, Response response, Callback callback) {
    HttpFields.Mutable fields = response.getHeaders();
    headers.put(fields);
    answer.cookies().forEach(c -> fields.add(HttpHeader.SET_COOKIE, c));
    switch (answer) {
      case Answer.Page(int status, View view, var _) -> {
        response.setStatus(status);
        send(HTML, pages.render(view), response, callback);
      }
      case Answer.SeeOther(String path, var _) -> {
        response.setStatus(303);
        fields.put(HttpHeader.LOCATION, path);
        callback.succeeded();
      }
      case Answer.Frame(Body body) -> {
        headers.putFrame(fields);
        stream(HTML, body, response, callback);
      }
      case Answer.Download(String type, String name, Body body) -> {
        fields.put(HttpHeader.CONTENT_DISPOSITION, SafeFileName.disposition(name));
        stream(type, body, response, callback);
      }
      case Answer.Asset(String type, byte[] bytes) -> send(type, bytes, response, callback);
    }
  }

  private static void send(String type, byte[] bytes, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }

  private void stream(String type, Body body, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    OutputStream wire = Content.Sink.asOutputStream(response);
    BufferedOutputStream out = new BufferedOutputStream(wire, BUFFER);
    try {
      body.write(out);
      // closing ends the chunked body, so it must not happen after a failure
      out.close();
      callback.succeeded();
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("portal: answer broken off: {}", e.getClass().getName());
      breakOff(response, callback);
    }
  }

  /**
   * Ends an answer that failed. Where its first byte is on the way, only the end of the connection
   * can tell; before, the server would log the failure with the path, so a page is sent instead.
   */
  void breakOff(Response response, Callback callback) {
    if (response.isCommitted()) {
      callback.failed(new BrokenAnswer());
      return;
    }
    response.reset();
    headers.put(response.getHeaders());
    response.setStatus(500);
    send("text/plain; charset=us-ascii", ErrorPages.BODY, response, callback);
  }
}
