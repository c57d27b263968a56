package io.postern.outbound.dsn;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Content;
import io.postern.outbound.text.MailText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a message's header that may go back to its sender. A notification travels in clear
 * and gets forwarded, so only fields without free text are let through; the list names what may
 * pass, not what may not.
 */
final class ReturnedHeader {
  private static final Logger LOG = LoggerFactory.getLogger(ReturnedHeader.class);

  private static final int MAXIMUM_HEADER = 256 * 1024;

  /** A field longer than this holds more than it says. */
  private static final int MAXIMUM_FIELD = 2000;

  private static final Set<String> ALLOWED =
      Set.of("date", "from", "message-id", "mime-version", "received");

  private ReturnedHeader() {}

  /** The fields, CRLF line ends; none where the header cannot be read. */
  static String of(Content content) {
    try (InputStream in = new BufferedInputStream(content.open())) {
      return HeaderBlock.read(in, MAXIMUM_HEADER).fields().stream()
          .filter(f -> ALLOWED.contains(f.name().toLowerCase(Locale.ROOT)))
          .filter(f -> f.raw().length <= MAXIMUM_FIELD)
          .map(ReturnedHeader::asWritten)
          .collect(Collectors.joining());
    } catch (IOException e) {
      // The sender must hear of the failure even where the message cannot be read any more.
      LOG.warn("notification without original header: {}", e.getClass().getName());
      return "";
    }
  }

  /**
   * The field with its folding, and without characters that a field cannot hold. Only LF ends a
   * line, as where the field was read: a lone CR must not make a field of what follows it.
   */
  private static String asWritten(HeaderBlock.Field field) {
    return Stream.of(new String(field.raw(), StandardCharsets.UTF_8).split("\n"))
        .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
        .map(line -> line.replace('\t', ' '))
        .map(line -> MailText.printable(line) + "\r\n")
        .collect(Collectors.joining());
  }
}
