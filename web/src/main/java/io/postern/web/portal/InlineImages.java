package io.postern.web.portal;

import io.postern.core.port.Content;
import io.postern.web.portal.Letter.Attachment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes cleaned HTML with the message's own pictures in it as {@code data:} URLs, streamed from
 * the message. They cannot be URLs of ours: a sandboxed frame has an opaque origin, so the browser
 * sends no SameSite cookie with what it loads. For one thread and one page.
 */
final class InlineImages {
  /** The kinds of image that are shown; SVG is a document with scripts. */
  static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  /** Most pictures in one page: each costs a walk through the message. */
  static final int MOST = 30;

  /** Most bytes of pictures in one page. */
  static final long MOST_BYTES = 20L * 1024 * 1024;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Letter letter;
  private final String mark;
  private final List<Attachment> images = new ArrayList<>();
  private long bytes;

  InlineImages(Letter letter) {
    this.letter = letter;
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    // unguessable, so that the sender cannot write one himself
    mark = "data:inline-" + HexFormat.of().formatHex(nonce) + "-";
  }

  /** The mark to be replaced by the picture; empty where there is none or there are too many. */
  Optional<String> mark(String contentId) {
    Attachment image = letter.image(contentId).orElse(null);
    if (image == null || images.size() == MOST || bytes + image.size() > MOST_BYTES) {
      return Optional.empty();
    }
    images.add(image);
    bytes += image.size();
    return Optional.of(mark + (images.size() - 1) + ".");
  }

  /** Writes the HTML in UTF-8, pictures in place of their marks. */
  void write(String cleanHtml, Content content, OutputStream out) throws IOException {
    int from = 0;
    for (int at = cleanHtml.indexOf(mark); at >= 0; at = cleanHtml.indexOf(mark, from)) {
      out.write(cleanHtml.substring(from, at).getBytes(StandardCharsets.UTF_8));
      int end = cleanHtml.indexOf('.', at);
      int index = Integer.parseInt(cleanHtml.substring(at + mark.length(), end));
      writeImage(images.get(index), content, out);
      from = end + 1;
    }
    out.write(cleanHtml.substring(from).getBytes(StandardCharsets.UTF_8));
  }

  private static void writeImage(Attachment image, Content content, OutputStream out)
      throws IOException {
    out.write(("data:" + image.type() + ";base64,").getBytes(StandardCharsets.US_ASCII));
    try (OutputStream base64 = Base64.getEncoder().wrap(new Unclosed(out))) {
      LetterReader.copy(content, image.number(), base64);
    }
  }
}
