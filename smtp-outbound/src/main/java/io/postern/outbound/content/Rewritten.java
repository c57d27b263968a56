package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Rewriting;
import io.postern.core.port.Content;
import io.postern.outbound.text.MailText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A copy as policy wants it.
 *
 * @param details what was changed and what could not be, for the proof
 */
public record Rewritten(Content content, Map<String, String> details) {
  private static final String SUBJECT = "subject";
  private static final int HEADER_LIMIT = 32 << 20;

  /**
   * Applies everything but the subject outside of an encrypted message, which whoever encrypts
   * writes.
   *
   * @throws IOException where the content cannot be read
   */
  public static Rewritten of(Content content, Rewriting rewriting) throws IOException {
    if (rewriting.isNone()) {
      return new Rewritten(content, Map.of());
    }
    Map<String, String> details = new TreeMap<>();
    Content titled = titled(content, rewriting.stripTags(), details);
    Content topped = topped(titled, rewriting.fields(), details);
    return new Rewritten(bannered(topped, rewriting.banner(), details), details);
  }

  private static Content titled(Content content, List<String> tags, Map<String, String> details)
      throws IOException {
    Optional<String> subject = tags.isEmpty() ? Optional.empty() : subject(content);
    String given = subject.orElse("");
    String left = without(given, tags);
    if (left.equals(given)) {
      return content;
    }
    details.put("strip_tag", "done");
    String field = "Subject: " + folded(MailText.unstructured(left)) + "\r\n";
    return new Topped(
        field.getBytes(StandardCharsets.US_ASCII), WithoutFields.of(content, List.of(SUBJECT)));
  }

  private static Optional<String> subject(Content content) throws IOException {
    try (InputStream in = new BufferedInputStream(content.open())) {
      return HeaderBlock.read(in, HEADER_LIMIT).firstDecoded(SUBJECT);
    }
  }

  private static String without(String subject, List<String> tags) {
    String left = subject;
    for (String tag : tags) {
      left = left.replaceAll("(?iu)" + Pattern.quote(tag), " ");
    }
    return left.equals(subject) ? subject : left.replaceAll("\\s+", " ").strip();
  }

  /** RFC 5322 2.1.1: a line has at most 998 characters, and should have 78. */
  private static String folded(String value) {
    StringBuilder lines = new StringBuilder();
    int length = "Subject:".length();
    for (String word : value.split(" ")) {
      if (length + word.length() > 76 && length > "Subject:".length()) {
        lines.append("\r\n");
        length = 0;
      }
      lines.append(lines.isEmpty() ? "" : " ").append(word);
      length += word.length() + 1;
    }
    return lines.toString();
  }

  private static Content topped(
      Content content, Map<String, String> fields, Map<String, String> details) {
    if (fields.isEmpty()) {
      return content;
    }
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(fields)
        .forEach((name, value) ->
            lines.append(name).append(": ").append(MailText.unstructured(value)).append("\r\n"));
    details.put("add_header", String.join(", ", new TreeMap<>(fields).keySet()));
    return new Topped(lines.toString().getBytes(StandardCharsets.US_ASCII), content);
  }

  private static Content bannered(
      Content content, Optional<String> banner, Map<String, String> details) throws IOException {
    if (banner.isEmpty()) {
      return content;
    }
    Optional<Content> with = Bannered.of(content, banner.get());
    details.put("banner", with.isPresent() ? "done" : "no place for it");
    return with.orElse(content);
  }
}
