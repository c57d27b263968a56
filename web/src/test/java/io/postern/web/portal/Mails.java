package io.postern.web.portal;

import io.postern.core.mime.MimeLimits;
import io.postern.core.mime.MimePart;
import io.postern.core.mime.MimeReader;
import io.postern.core.mime.PartVisitor;
import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the mail that the portal wrote. */
final class Mails {
  private Mails() {}

  record Part(String type, String fileName, byte[] bytes) {}

  static List<Part> parts(Content content) {
    List<Part> parts = new ArrayList<>();
    PartVisitor visitor =
        new PartVisitor() {
          @Override
          public void body(MimePart part, InputStream decoded) throws IOException {
            parts.add(new Part(part.type(), part.fileName().orElse(""), decoded.readAllBytes()));
          }
        };
    try (InputStream in = content.open()) {
      MimeReader.read(in, MimeLimits.DEFAULT, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parts;
  }

  static String text(Content content) {
    return new String(parts(content).getFirst().bytes(), StandardCharsets.UTF_8);
  }
}
