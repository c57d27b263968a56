package io.postern.policy.rules;

import io.postern.core.model.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Something that holds or does not hold for one recipient of one message. Immutable. */
sealed interface Condition {
  /** Why it does not hold, in words without content of the message; empty where it holds. */
  Optional<String> unmet(Facts facts);

  /** The envelope sender. */
  record Sender(List<Pattern> patterns) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      return oneOf("sender", patterns, facts.sender());
    }
  }

  /** The recipient's address. */
  record RecipientAddress(List<Pattern> patterns) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      return oneOf("recipient", patterns, facts.recipient().mailbox().address());
    }
  }

  /** The recipient's domain. */
  record RecipientDomain(List<Pattern> patterns) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      return oneOf("recipient_domain", patterns, facts.recipient().mailbox().domain());
    }
  }

  /** Who handed the message in. */
  record UpstreamName(List<Pattern> patterns) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      return oneOf("upstream", patterns, facts.upstream());
    }
  }

  /** A header field; any field of the name will do. */
  record Header(String name, Pattern pattern) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      boolean met = facts.header(name).stream().anyMatch(pattern::matches);
      return met ? Optional.empty() : Optional.of("header " + name + " is not " + pattern);
    }
  }

  /** A tag in the subject. */
  record SubjectTag(List<String> tags) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      for (String subject : facts.header("subject")) {
        String lower = subject.toLowerCase(Locale.ROOT);
        if (tags.stream().anyMatch(lower::contains)) {
          return Optional.empty();
        }
      }
      return Optional.of("subject has none of " + tags);
    }
  }

  /** What the detector says. */
  record VerdictIs(Set<Verdict> verdicts) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      Verdict verdict = facts.screening().verdict();
      return verdicts.contains(verdict)
          ? Optional.empty()
          : Optional.of("verdict is " + verdict.label());
    }
  }

  /** The detector's score. */
  record ScoreAtLeast(double least) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      double score = facts.screening().score();
      return score >= least
          ? Optional.empty()
          : Optional.of("score " + score + " is below " + least);
    }
  }

  /** All hold; of nothing, always. */
  record All(List<Condition> parts) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      return parts.stream().flatMap(p -> p.unmet(facts).stream()).findFirst();
    }
  }

  /** At least one holds. */
  record Any(List<Condition> parts) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      boolean met = parts.stream().anyMatch(p -> p.unmet(facts).isEmpty());
      return met ? Optional.empty() : Optional.of("none of the conditions under any holds");
    }
  }

  /** The other does not hold. */
  record Not(Condition part) implements Condition {
    @Override
    public Optional<String> unmet(Facts facts) {
      return part.unmet(facts).isPresent()
          ? Optional.empty()
          : Optional.of("the condition under not holds");
    }
  }

  /** True where it holds whatever the message is. */
  default boolean always() {
    return switch (this) {
      case All all -> all.parts().stream().allMatch(Condition::always);
      case Any any -> any.parts().stream().anyMatch(Condition::always);
      case ScoreAtLeast score -> score.least() <= 0;
      case Sender c -> everything(c.patterns());
      case RecipientAddress c -> everything(c.patterns());
      case RecipientDomain c -> everything(c.patterns());
      case UpstreamName c -> everything(c.patterns());
      case VerdictIs c -> c.verdicts().size() == Verdict.values().length;
      case Header h -> false;
      case SubjectTag t -> false;
      case Not n -> false;
    };
  }

  /** Whether the verdict is asked for by name, and not only not excluded. */
  default boolean names(Verdict verdict) {
    return switch (this) {
      case VerdictIs c -> c.verdicts().contains(verdict);
      case All all -> all.parts().stream().anyMatch(p -> p.names(verdict));
      case Any any -> any.parts().stream().anyMatch(p -> p.names(verdict));
      case Sender c -> false;
      case RecipientAddress c -> false;
      case RecipientDomain c -> false;
      case UpstreamName c -> false;
      case Header c -> false;
      case SubjectTag c -> false;
      case ScoreAtLeast c -> false;
      case Not c -> false;
    };
  }

  private static boolean everything(List<Pattern> patterns) {
    return patterns.stream().anyMatch(p -> p.text().equals("*"));
  }

  private static Optional<String> oneOf(String what, List<Pattern> patterns, String value) {
    boolean met = patterns.stream().anyMatch(p -> p.matches(value));
    return met ? Optional.empty() : Optional.of(what + " is none of " + patterns);
  }
}
