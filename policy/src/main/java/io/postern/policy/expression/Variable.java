package io.postern.policy.expression;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import io.postern.core.mime.MimeField;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.detect.Tally;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What an expression may ask for. */
public enum Variable {
  SENDER(SimpleType.STRING, "the envelope sender; <> is the null sender", m -> m.sender()),
  SENDER_DOMAIN(SimpleType.STRING, "its domain", MessageFacts::senderDomain),
  RECIPIENT(
      SimpleType.STRING,
      "the recipient's address, in lower case",
      Facts::address,
      Needed.RECIPIENT),
  RECIPIENT_DOMAIN(SimpleType.STRING, "its domain", Facts::domain, Needed.RECIPIENT),
  UPSTREAM(SimpleType.STRING, "who handed the message in", MessageFacts::upstream),
  CLIENT(SimpleType.STRING, "the IP address of that one", MessageFacts::client),
  RECEIVED(SimpleType.TIMESTAMP, "when it came", MessageFacts::receivedAt),
  SIZE(SimpleType.INT, "its size in bytes", MessageFacts::size),
  REQUIRE_TLS(SimpleType.BOOL, "whether its sender demands TLS", MessageFacts::requireTls),
  VERDICT(SimpleType.STRING, "what the detector says", m -> m.screening().verdict().label()),
  LEVEL(SimpleType.STRING, "how much it found", m -> m.screening().level()),
  SCORE(SimpleType.DOUBLE, "its score, 0 to 1", m -> m.screening().score()),
  PATIENTS(
      SimpleType.INT,
      "how many people it tells apart",
      m -> (long) m.screening().patients().orElse(0)),
  FINDINGS(
      ListType.create(SimpleType.STRING),
      "the rule of each finding, up to " + Variable.MOST_OF_A_RULE + " times each",
      m -> findings(m.tally())),
  SENSITIVITY(
      ListType.create(SimpleType.STRING),
      "how its sender classified it",
      f -> f.message().labels(),
      Needed.HEADER),
  ATTACHMENT_TYPES(
      ListType.create(SimpleType.STRING),
      "the media type of each file",
      m -> m.message().attachments().stream().map(a -> a.type()).toList(),
      Needed.ATTACHMENTS),
  ATTACHMENT_EXTENSIONS(
      ListType.create(SimpleType.STRING),
      "the extension of each file, without a dot",
      m -> m.message().attachments().stream().map(a -> a.extension()).toList(),
      Needed.ATTACHMENTS),
  SUBJECT(
      SimpleType.STRING,
      "the subject, decoded",
      m -> String.join("\n", m.message().header("subject")),
      Needed.HEADER),
  HEADER(
      MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
      "the values of each header field by its name in lower case",
      m -> header(m.message()),
      Needed.HEADER);

  /** What has to be at hand for it. */
  enum Needed {
    MESSAGE,
    RECIPIENT,
    ATTACHMENTS,
    HEADER;

    boolean atHand(MessageFacts message) {
      return switch (this) {
        case MESSAGE, RECIPIENT -> true;
        case ATTACHMENTS -> message.whole();
        case HEADER -> message.header().isPresent();
      };
    }
  }

  /** An expression goes through them one by one; to count more there is {@code found}. */
  private static final int MOST_OF_A_RULE = 100;

  private final CelType type;
  private final String doc;
  private final Function<Facts, Object> value;
  private final Needed needs;

  Variable(CelType type, String doc, Function<MessageFacts, Object> value) {
    this(type, doc, facts -> value.apply(facts.message()), Needed.MESSAGE);
  }

  Variable(CelType type, String doc, Function<Facts, Object> value, Needed needs) {
    this.type = type;
    this.doc = doc;
    this.value = value;
    this.needs = needs;
  }

  /** The name in expressions. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it is. */
  public String doc() {
    return doc;
  }

  /** Its type as CEL names it. */
  public String typeName() {
    String of = String.join(", ", type.parameters().stream().map(CelType::name).toList());
    return of.isEmpty() ? type.name() : type.name() + "(" + of + ")";
  }

  CelType type() {
    return type;
  }

  Needed needs() {
    return needs;
  }

  /** Its value, where what it needs is at hand. */
  Optional<Object> of(Facts facts) {
    return needs.atHand(facts.message()) ? Optional.of(value.apply(facts)) : Optional.empty();
  }

  static Optional<Variable> named(String label) {
    return Arrays.stream(values()).filter(v -> v.label().equals(label)).findFirst();
  }

  private static List<String> findings(Tally tally) {
    return tally.byRule().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            e -> Collections.nCopies(Math.min(e.getValue(), MOST_OF_A_RULE), e.getKey()).stream())
        .toList();
  }

  private static Map<String, List<String>> header(MessageFacts message) {
    return message.header().orElse(List.of()).stream()
        .collect(groupingBy(MimeField::name, mapping(MimeField::value, toList())));
  }
}
