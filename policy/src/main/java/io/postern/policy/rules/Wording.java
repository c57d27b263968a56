package io.postern.policy.rules;

import io.postern.config.Location;
import io.postern.config.Problems;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Checks the texts that policies put into messages. For one thread. */
record Wording(Problems problems) {
  private static final int LONGEST = 500;

  /** What routes, identifies, signs or describes a message is written by those who do that. */
  private static final Set<String> NOT_POLICY =
      Set.of(
          "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "bcc",
          "subject",
          "date",
          "message-id",
          "received",
          "return-path",
          "mime-version",
          "dkim-signature",
          "authentication-results");

  private static final List<String> NOT_POLICY_PREFIXES =
      List.of("content-", "resent-", "arc-", "x-postern-");

  /** One line of printable ASCII, which fits every protection. */
  String line(Location at, String key, String text) {
    boolean printable = text.chars().allMatch(c -> c >= ' ' && c < 127);
    if (text.isBlank() || text.length() > LONGEST || !printable) {
      problems.add(
          at, key, "1 to " + LONGEST + " printable ASCII characters on one line are needed");
    }
    return text;
  }

  List<String> tags(Location at, List<String> tags) {
    if (tags.stream().anyMatch(String::isBlank)) {
      problems.add(at, "strip_tag", "an empty tag cannot be taken out");
    }
    return tags;
  }

  Map<String, String> fields(Location at, Map<String, String> fields) {
    fields.forEach((name, value) -> field(at, name, value));
    return fields;
  }

  private void field(Location at, String name, String value) {
    String key = "add_header." + name;
    String lower = name.toLowerCase(Locale.ROOT);
    if (!name.matches("[!-9;-~]{1,70}")) {
      problems.add(at, key, "not a name of a header field"); // RFC 5322 2.2
    } else if (NOT_POLICY.contains(lower)
        || NOT_POLICY_PREFIXES.stream().anyMatch(lower::startsWith)) {
      problems.add(at, key, "this field is not policy's to write");
    }
    line(at, key, value);
  }
}
