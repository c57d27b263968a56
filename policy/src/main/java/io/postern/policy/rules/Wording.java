package io.postern.policy.rules;

import io.postern.config.Problems;
import io.postern.config.Written;
import io.postern.config.YamlNode;
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
  String line(YamlNode value, String text) {
    boolean printable = text.chars().allMatch(c -> c >= ' ' && c < 127);
    if (text.isBlank() || text.length() > LONGEST || !printable) {
      problems.add(value, "1 to " + LONGEST + " printable ASCII characters on one line are needed");
    }
    return text;
  }

  List<String> tags(List<YamlNode> values, List<String> tags) {
    for (int i = 0; i < tags.size(); i++) {
      if (tags.get(i).isBlank()) {
        problems.add(values.get(i), "an empty tag cannot be taken out");
      }
    }
    return tags;
  }

  Map<String, String> fields(Written written, Map<String, String> fields) {
    fields.forEach((name, value) -> field(written.at("add_header", name), name, value));
    return fields;
  }

  private void field(YamlNode at, String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!name.matches("[!-9;-~]{1,70}")) {
      problems.add(at, "not a name of a header field"); // RFC 5322 2.2
    } else if (NOT_POLICY.contains(lower)
        || NOT_POLICY_PREFIXES.stream().anyMatch(lower::startsWith)) {
      problems.add(at, "this field is not policy's to write");
    }
    line(at, value);
  }
}
