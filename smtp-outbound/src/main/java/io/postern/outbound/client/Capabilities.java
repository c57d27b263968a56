package io.postern.outbound.client;

import io.postern.core.model.Reply;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a host offered in its EHLO answer (RFC 5321 4.1.1.1).
 *
 * @param keywords in upper case, each with its parameters, which may be empty
 */
public record Capabilities(Map<String, String> keywords) {
  /** A host that only knows HELO. */
  static final Capabilities NONE = new Capabilities(Map.of());

  public Capabilities {
    keywords = Map.copyOf(keywords);
  }

  static Capabilities of(Reply ehlo) {
    List<String> lines = ehlo.lines();
    Map<String, String> keywords = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.strip().split(" ", 2);
      keywords.putIfAbsent(
          words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1].strip() : "");
    }
    return new Capabilities(keywords);
  }

  /** The same of a host that does not know BDAT after all. */
  Capabilities withoutChunking() {
    Map<String, String> rest = new HashMap<>(keywords);
    rest.remove("CHUNKING");
    return new Capabilities(rest);
  }

  boolean startTls() {
    return keywords.containsKey("STARTTLS");
  }

  boolean pipelining() {
    return keywords.containsKey("PIPELINING");
  }

  boolean eightBitMime() {
    return keywords.containsKey("8BITMIME");
  }

  boolean chunking() {
    return keywords.containsKey("CHUNKING");
  }

  /** BINARYMIME is nothing without CHUNKING (RFC 3030 3). */
  boolean binaryMime() {
    return keywords.containsKey("BINARYMIME") && chunking();
  }

  boolean smtpUtf8() {
    return keywords.containsKey("SMTPUTF8");
  }

  boolean dsn() {
    return keywords.containsKey("DSN");
  }

  boolean authPlain() {
    return List.of(keywords.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT).split(" +"))
        .contains("PLAIN");
  }

  boolean requireTls() {
    return keywords.containsKey("REQUIRETLS");
  }

  /** RFC 9422 4: recipients in one transaction; empty where no limit was told. */
  OptionalInt maximumRecipients() {
    return limit("RCPTMAX");
  }

  /** RFC 9422 4: transactions on one connection; empty where no limit was told. */
  OptionalInt maximumTransactions() {
    return limit("MAILMAX");
  }

  private OptionalInt limit(String name) {
    String limits = keywords.getOrDefault("LIMITS", "").toUpperCase(Locale.ROOT);
    return Arrays.stream(limits.split(" +"))
        .filter(l -> l.startsWith(name + "="))
        .map(l -> l.substring(name.length() + 1))
        .filter(l -> l.matches("[1-9]\\d{0,5}"))
        .mapToInt(Integer::parseInt)
        .findFirst();
  }

  boolean size() {
    return keywords.containsKey("SIZE");
  }

  /** The largest message in octets; empty where no limit was told (RFC 1870 3). */
  OptionalLong maximumSize() {
    String limit = keywords.getOrDefault("SIZE", "");
    return limit.matches("\\d{1,18}") && Long.parseLong(limit) > 0
        ? OptionalLong.of(Long.parseLong(limit))
        : OptionalLong.empty();
  }
}
