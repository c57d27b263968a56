package io.postern.policy.condition;

import io.postern.core.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is asked of the message alone. */
public sealed interface OfMessage extends Condition {
  /** Whether it holds of the message. */
  boolean holds(MessageFacts message);

  /** Why it does not. */
  String unmet(MessageFacts message);

  @Override
  default boolean holds(Facts facts) {
    return holds(facts.message());
  }

  @Override
  default String unmet(Facts facts) {
    return unmet(facts.message());
  }

  @Override
  default boolean perMessage() {
    return true;
  }

  /** The envelope sender. */
  record Sender(Names names) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return names.matches(message.sender());
    }

    @Override
    public String unmet(MessageFacts message) {
      return "sender is none of " + names;
    }
  }

  /** The envelope sender's domain. */
  record SenderDomain(Names names) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return names.matches(message.senderDomain());
    }

    @Override
    public String unmet(MessageFacts message) {
      return "sender_domain is none of " + names;
    }
  }

  /** Who handed the message in. */
  record UpstreamName(List<Wildcard> names) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return names.stream().anyMatch(n -> n.matches(message.upstream()));
    }

    @Override
    public String unmet(MessageFacts message) {
      return "upstream is none of " + names;
    }
  }

  /** Where the upstream's connection came from. */
  record Client(Networks networks) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return networks.contain(message.client());
    }

    @Override
    public String unmet(MessageFacts message) {
      return "client lies in none of the networks";
    }
  }

  /**
   * Asked of the message's own fields. They are content and not kept; the answer may be, and then
   * it is taken instead.
   */
  sealed interface OfHeader extends OfMessage {
    /** Whether it holds, told by the header itself. */
    boolean told(MessageFacts message);

    /** What it asks, in the policy's words. */
    String text();

    @Override
    default boolean holds(MessageFacts message) {
      Boolean kept = message.answers().get(text());
      if (kept == null && message.header().isEmpty()) {
        throw new Undecidable(MessageFacts.NO_HEADER + ": " + text());
      }
      return kept == null ? told(message) : kept;
    }
  }

  /** A header field; any field of the name will do. */
  record Header(String name, Wildcard pattern) implements OfHeader {
    @Override
    public boolean told(MessageFacts message) {
      return message.header(name).stream().anyMatch(pattern::matches);
    }

    @Override
    public String text() {
      return "header " + name + " " + pattern;
    }

    @Override
    public String unmet(MessageFacts message) {
      return "header " + name + " is not " + pattern;
    }
  }

  /**
   * A tag or trigger word in the subject.
   *
   * @param tags as {@link Said#of} gives them
   */
  record SubjectTag(List<String> tags) implements OfHeader {
    @Override
    public boolean told(MessageFacts message) {
      return message.header("subject").stream().anyMatch(this::tagged);
    }

    private boolean tagged(String subject) {
      String said = Said.of(subject);
      return tags.stream().anyMatch(said::contains);
    }

    @Override
    public String text() {
      return "subject tag " + tags;
    }

    @Override
    public String unmet(MessageFacts message) {
      return "subject has none of " + tags;
    }
  }

  /**
   * The words by which a sender answers for sending without protection, in the subject or in the
   * field X-Attestation. Who answers a message did not write the subject of it.
   *
   * @param phrase as {@link Said#of} gives it
   */
  record Attested(String phrase) implements OfHeader {
    static final String FIELD = "x-attestation";

    @Override
    public boolean told(MessageFacts message) {
      return message.header("subject").stream()
              .map(Said::byTheWriter)
              .anyMatch(s -> s.contains(phrase))
          || message.header(FIELD).stream().map(Said::of).anyMatch(s -> s.contains(phrase));
    }

    @Override
    public String text() {
      return "attested " + phrase;
    }

    @Override
    public String unmet(MessageFacts message) {
      return "the sender did not attest: " + phrase;
    }
  }

  /** How the sender classified it, in free text. */
  record Sensitivity(List<Wildcard> labels) implements OfHeader {
    @Override
    public boolean told(MessageFacts message) {
      return message.labels().stream().anyMatch(l -> labels.stream().anyMatch(w -> w.matches(l)));
    }

    @Override
    public String text() {
      return "sensitivity " + labels;
    }

    @Override
    public String unmet(MessageFacts message) {
      return "sensitivity is none of " + labels;
    }
  }

  /** What the detector says. */
  record VerdictIs(Set<Verdict> verdicts) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return verdicts.contains(message.screening().verdict());
    }

    @Override
    public String unmet(MessageFacts message) {
      return "verdict is " + message.screening().verdict().label();
    }
  }

  /** How much the detector found. */
  record LevelIs(Set<String> levels) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return levels.contains(message.screening().level());
    }

    @Override
    public String unmet(MessageFacts message) {
      return "level is " + message.screening().level();
    }
  }

  /** The detector's score. */
  record ScoreAtLeast(double least) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return message.screening().score() >= least;
    }

    @Override
    public String unmet(MessageFacts message) {
      return "score " + message.screening().score() + " is below " + least;
    }
  }

  /**
   * So many findings of a rule of the detector, or of all rules that begin alike.
   *
   * @param rules their names, with wildcards
   */
  record Found(List<Wildcard> rules, int least) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return count(message) >= least;
    }

    private long count(MessageFacts message) {
      return message.tally().byRule().entrySet().stream()
          .filter(e -> counts(e.getKey()))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    private boolean counts(String rule) {
      return rules.stream().anyMatch(r -> r.matches(rule));
    }

    @Override
    public String unmet(MessageFacts message) {
      return count(message) + " findings of " + rules + ", fewer than " + least;
    }
  }

  /** How many people it is about, as far as the detector tells them apart. */
  record PatientsAtLeast(int least) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return message.screening().patients().orElse(0) >= least;
    }

    @Override
    public String unmet(MessageFacts message) {
      return message.screening().patients().orElse(0) + " patients, fewer than " + least;
    }
  }

  /** A finding in the subject, where few protections reach. */
  record PhiInSubject(boolean wanted) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return wanted == message.tally().inSubject();
    }

    @Override
    public String unmet(MessageFacts message) {
      return wanted ? "no evidence in the subject" : "evidence in the subject";
    }
  }

  /**
   * A file in the message.
   *
   * @param types media types or, with a dot before them, extensions; with wildcards
   */
  record Attachment(List<Wildcard> types) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      boolean seen = message.attachments().stream().anyMatch(this::named);
      if (!seen && !message.whole()) {
        throw new Undecidable(MessageFacts.NOT_READ + ": attachment");
      }
      return seen;
    }

    private boolean named(AttachmentFacts file) {
      return types.stream()
          .anyMatch(t -> t.matches(file.type()) || t.matches("." + file.extension()));
    }

    @Override
    public String unmet(MessageFacts message) {
      return "no attachment is one of " + types;
    }
  }

  /** Its size in bytes, as it came. */
  record SizeAtLeast(long least) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return message.size() >= least;
    }

    @Override
    public String unmet(MessageFacts message) {
      return "size " + message.size() + " is below " + least;
    }
  }

  /** Whether a part of it could not be read. */
  record Unscannable(boolean wanted) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      boolean unread =
          message.screening().verdict() == Verdict.UNSCANNABLE
              || !message.screening().unscanned().isEmpty();
      return unread == wanted;
    }

    @Override
    public String unmet(MessageFacts message) {
      return wanted ? "all of it could be read" : "a part of it could not be read";
    }
  }

  /** Whether its sender encrypted it. */
  record AlreadyProtected(boolean wanted) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return wanted == (message.screening().verdict() == Verdict.ALREADY_PROTECTED);
    }

    @Override
    public String unmet(MessageFacts message) {
      return wanted ? "not protected by its sender" : "already protected by its sender";
    }
  }

  /** When it came. */
  record Within(TimeWindow window) implements OfMessage {
    @Override
    public boolean holds(MessageFacts message) {
      return window.contains(message.receivedAt());
    }

    @Override
    public String unmet(MessageFacts message) {
      return "not within " + window;
    }
  }
}
