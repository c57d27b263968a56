package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A message with a line above its text. Made anew whenever it is read. A DKIM signature over it
 * does not survive that.
 */
public final class Bannered implements Content {
  private final Content original;
  private final String text;
  private final long size;

  private Bannered(Content original, String text) throws IOException {
    this.original = original;
    this.text = text;
    try (InputStream in = open()) {
      this.size = in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /**
   * The message with the line, or empty where it has no place: signed, encrypted, without text.
   *
   * @param text printable ASCII
   * @throws IOException where the content cannot be read
   */
  public static Optional<Content> of(Content content, String text) throws IOException {
    Banner banner = new Banner(text, new ByteArrayOutputStream());
    try (EntityWalk walk = new EntityWalk(content.open(), new Forgetful(banner))) {
      walk.run();
    } catch (NotConvertibleException e) {
      return Optional.empty(); // what its readers understand differently stays as it is
    }
    return banner.written() ? Optional.of(new Bannered(content, text)) : Optional.empty();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() throws IOException {
    return new WalkedStream(original.open(), out -> new Banner(text, out));
  }

  /** Looks at headers only, so that nothing is gathered. */
  private record Forgetful(Banner banner) implements EntityWalk.Visitor {
    @Override
    public void header(Entity entity, HeaderBlock header, byte[] end) {
      banner.header(entity, header, end);
    }

    @Override
    public void body(byte[] octets, int offset, int length) {}

    @Override
    public void bodyEnd() {}

    @Override
    public void between(byte[] octets, int offset, int length) {}
  }
}
