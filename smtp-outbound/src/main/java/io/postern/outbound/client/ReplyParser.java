package io.postern.outbound.client;

import io.postern.core.model.EnhancedCode;
import io.postern.core.model.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the lines of one reply together (RFC 5321 4.2.1). For one thread. */
final class ReplyParser {
  /** An EHLO answer has some twenty lines; more than this is not a reply any more. */
  private static final int MAXIMUM_LINES = 128;

  private final List<String> texts = new ArrayList<>(1);
  private int code;

  /**
   * Takes one line without its line end.
   *
   * @return the reply, once the line was its last
   * @throws MalformedReplyException where it is no reply line, or has another code than those
   *     before it
   */
  Optional<Reply> take(String line) throws MalformedReplyException {
    int lineCode = codeOf(line);
    if (!texts.isEmpty() && lineCode != code) {
      throw new MalformedReplyException("reply lines with different codes");
    }
    if (texts.size() == MAXIMUM_LINES) {
      throw new MalformedReplyException("reply of more than " + MAXIMUM_LINES + " lines");
    }
    code = lineCode;
    texts.add(line.length() > 4 ? line.substring(4) : "");
    boolean more = line.length() > 3 && line.charAt(3) == '-';
    return more ? Optional.empty() : Optional.of(finish());
  }

  private Reply finish() {
    Optional<EnhancedCode> enhanced = enhancedOf(texts.getFirst());
    Reply reply =
        new Reply(
            code,
            enhanced,
            enhanced.isEmpty() ? texts : texts.stream().map(ReplyParser::withoutCode).toList());
    texts.clear();
    return reply;
  }

  private static int codeOf(String line) throws MalformedReplyException {
    boolean shaped =
        line.length() >= 3
            && line.charAt(0) >= '2'
            && line.charAt(0) <= '5'
            && isDigit(line.charAt(1))
            && isDigit(line.charAt(2))
            && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
    if (!shaped) {
      throw new MalformedReplyException("not an SMTP reply line");
    }
    return Integer.parseInt(line.substring(0, 3));
  }

  /** RFC 2034 4: of the reply's own class, else it is only text that looks like a code. */
  private Optional<EnhancedCode> enhancedOf(String text) {
    return EnhancedCode.parse(firstWord(text)).filter(e -> e.statusClass() == code / 100);
  }

  private static String withoutCode(String text) {
    String word = firstWord(text);
    return EnhancedCode.parse(word).isPresent() ? text.substring(word.length()).strip() : text;
  }

  private static String firstWord(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
