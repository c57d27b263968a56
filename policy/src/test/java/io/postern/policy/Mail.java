package io.postern.policy;

import io.postern.core.port.Content;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A message for tests. */
public record Mail(byte[] bytes) implements Content {
  /** A message of these lines in UTF-8. */
  public static Mail of(String text) {
    return new Mail(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** A plain text message with this body. */
  public static Mail plain(String body) {
    return of(
        "From: a@clinic.example\nTo: b@example.org\nSubject: note\n"
            + "Content-Type: text/plain; charset=utf-8\n\n"
            + body
            + "\n");
  }

  /** An HTML message with this body. */
  public static Mail html(String body) {
    return of("Subject: note\nContent-Type: text/html; charset=utf-8\n\n" + body + "\n");
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }
}
