package io.postern.inbound.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The domains of a From field's addresses (RFC 5322 3.4), read so strictly that no other reader
 * sees another address: groups, routes, comments, domain literals and encoded words in an address
 * are refused, and so is everything that is not the grammar.
 */
final class FromField {
  private static final String SPECIALS = "<>@,:;()[]\\\"";

  /** Parts of the text: a special, a quoted string, or a run of anything else. */
  private sealed interface Token {
    record Special(char c) implements Token {}

    record Quoted() implements Token {}

    record Word(String text) implements Token {}
  }

  private final List<Token> tokens;
  private int next;

  private FromField(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** Of every address, as written; empty where the text is not a plain list of addresses. */
  static Optional<List<String>> domains(String text) {
    return tokens(text).flatMap(t -> new FromField(t).list());
  }

  private Optional<List<String>> list() {
    List<String> domains = new ArrayList<>();
    do {
      Optional<String> domain = mailbox();
      if (domain.isEmpty()) {
        return Optional.empty();
      }
      domains.add(domain.get());
    } while (take(','));
    return next == tokens.size() ? Optional.of(domains) : Optional.empty();
  }

  /** name-addr or addr-spec. */
  private Optional<String> mailbox() {
    int first = next;
    while (next < tokens.size() && !(tokens.get(next) instanceof Token.Special)) {
      next++;
    }
    if (take('<')) {
      return address().filter(d -> take('>'));
    }
    boolean single = next == first + 1;
    next = first;
    return single ? address() : Optional.empty();
  }

  private Optional<String> address() {
    boolean local =
        next < tokens.size()
            && switch (tokens.get(next++)) {
              case Token.Word(String text) -> !text.startsWith("=?");
              case Token.Quoted() -> true;
              case Token.Special _ -> false;
            };
    return local
            && take('@')
            && next < tokens.size()
            && tokens.get(next++) instanceof Token.Word(String domain)
        ? Optional.of(domain)
        : Optional.empty();
  }

  private boolean take(char special) {
    boolean here =
        next < tokens.size() && tokens.get(next) instanceof Token.Special(char c) && c == special;
    next += here ? 1 : 0;
    return here;
  }

  private static Optional<List<Token>> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = i + 1;
      if (c == '"') {
        end = endOfQuoted(text, i);
        tokens.add(new Token.Quoted());
      } else if (SPECIALS.indexOf(c) >= 0) {
        tokens.add(new Token.Special(c));
      } else if (c != ' ' && c != '\t') {
        end = endOfWord(text, i);
        tokens.add(new Token.Word(text.substring(i, end)));
      }
      if (end < 0 || isControl(c)) {
        return Optional.empty();
      }
      i = end;
    }
    return Optional.of(tokens);
  }

  /** Behind the closing quote; -1 where there is none. */
  private static int endOfQuoted(String text, int start) {
    for (int i = start + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (isControl(c)) {
        return -1;
      }
      i += c == '\\' ? 1 : 0;
    }
    return -1;
  }

  private static int endOfWord(String text, int start) {
    int i = start;
    while (i < text.length()
        && text.charAt(i) != ' '
        && text.charAt(i) != '\t'
        && SPECIALS.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private static boolean isControl(char c) {
    return Character.isISOControl(c) && c != '\t';
  }
}
