package io.postern.core.mime;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/**
 * Decodes encoded words (RFC 2047) wherever they stand, also where they may not. The words are
 * found here, in time linear in the text: a search for all of their forms at once looks through the
 * rest of the text from each beginning.
 */
final class EncodedWords {
  /** A name of a charset with its language (RFC 2231 5) is much shorter. */
  private static final int LONGEST_CHARSET = 100;

  private static final String ENCODINGS = "bBqQ";
  private static final Set<String> CHARSETS = charsets();
  private static final String BEGIN = "=?";
  private static final String END = "?=";

  private final String text;
  private final StringBuilder out;

  /** Up to where the text is in {@code out}. */
  private int done;

  /** Words with nothing but white space between them, which may share a character. */
  private int runBegin;

  private int runEnd;

  private EncodedWords(String text) {
    this.text = text;
    this.out = new StringBuilder(text.length());
  }

  private static Set<String> charsets() {
    return Charset.availableCharsets().values().stream()
        .flatMap(c -> Stream.concat(Stream.of(c.name()), c.aliases().stream()))
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The text with its words decoded; what is no word stays as it is. */
  static String decode(String text) {
    return text.contains(BEGIN) ? new EncodedWords(text).decode() : text;
  }

  private String decode() {
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int content = content(begin + BEGIN.length());
      int end = content < 0 ? -1 : text.indexOf(END, content);
      if (content >= 0 && end < 0) {
        break; // and none that begins later has an end
      }
      if (end >= 0) {
        word(begin, end + END.length());
      }
      begin = text.indexOf(BEGIN, end < 0 ? begin + 1 : end + END.length());
    }
    endRun();
    return out.append(text, done, text.length()).toString();
  }

  /** Where the text of a word begins, behind its charset and its encoding; -1 where it is none. */
  private int content(int charset) {
    int limit = Math.min(text.length() - 2, charset + LONGEST_CHARSET);
    int mark = charset;
    while (mark < limit && text.charAt(mark) != '?') {
      mark++;
    }
    boolean form =
        mark > charset
            && mark < limit
            && text.charAt(mark + 2) == '?'
            && ENCODINGS.indexOf(text.charAt(mark + 1)) >= 0;
    return form && known(text.substring(charset, mark)) ? mark + 3 : -1;
  }

  /** Asking Java for a charset that it has not takes longer than all the rest. */
  private static boolean known(String charset) {
    int language = charset.indexOf('*');
    String name = language < 0 ? charset : charset.substring(0, language);
    return CHARSETS.contains(name.toLowerCase(Locale.ROOT));
  }

  private void word(int begin, int end) {
    if (runEnd == 0 || !text.substring(runEnd, begin).isBlank()) {
      endRun();
      runBegin = begin;
    }
    runEnd = end;
  }

  private void endRun() {
    if (runEnd > 0) {
      out.append(text, done, runBegin).append(decoded(text.substring(runBegin, runEnd)));
      done = runEnd;
      runEnd = 0;
    }
  }

  private static String decoded(String words) {
    try {
      return DecoderUtil.decodeEncodedWords(words, DecodeMonitor.SILENT);
    } catch (IllegalArgumentException e) {
      // the library knows better than we: the words stay, and are scanned as they are
      return words;
    }
  }
}
