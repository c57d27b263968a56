package io.postern.inbound;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the lines of a message where the decoders find their ends: none too long (RFC 5321
 * 4.5.3.1.6), and what of them is MIME structure. An ordinary line costs a subtraction and a
 * comparison. For one thread.
 */
final class LineMeter {
  /** As much of a line as is kept where it lies across blocks; longer ones are no structure. */
  private static final int KEPT = 1024;

  private final int longest;
  private final BodySink message;
  private final MimeMeter mime;
  private byte[] begun = new byte[128];
  private long length;

  /**
   * @param binary whether lines may be of any length (RFC 3030 3)
   * @param message asked for what it tolerates
   */
  LineMeter(Settings.Limits limits, boolean binary, BodySink message) {
    this.longest = binary ? Integer.MAX_VALUE : limits.textLine();
    this.message = message;
    this.mime = new MimeMeter(limits.mimeDepth(), limits.mimeParts());
  }

  /** True until the empty line that ends the message's header. */
  boolean inHeader() {
    return mime.inMessageHeader();
  }

  /** True where octets came after the last line end. */
  boolean isOpen() {
    return length > 0;
  }

  /** Octets of a line of which the end is not here. */
  void begin(byte[] block, int from, int to) {
    int kept = (int) Math.min(length, KEPT);
    int more = Math.min(KEPT - kept, to - from);
    if (kept + more > begun.length) {
      begun = Arrays.copyOf(begun, Math.min(KEPT, Math.max(2 * begun.length, kept + more)));
    }
    System.arraycopy(block, from, begun, kept, more);
    length += to - from;
  }

  /**
   * A line, or what is left of one that was begun, without its line end.
   *
   * @return why the message cannot be taken; null where the line is good
   */
  @Nullable Refusal end(byte[] block, int from, int to) {
    if (length == 0) {
      return to - from <= longest && !mime.concerns(block, from, to)
          ? null
          : judge(to - from, block, from, to);
    }
    begin(block, from, to);
    long whole = length;
    length = 0;
    return judge(whole, begun, 0, (int) Math.min(whole, KEPT));
  }

  private @Nullable Refusal judge(long whole, byte[] line, int from, int to) {
    if (whole > longest && !message.tolerates(Tolerance.LONG_TEXT_LINE)) {
      return Refusal.LONG_LINE;
    }
    return mime.concerns(line, from, to) ? mime.line(line, from, to) : null;
  }
}
