package io.postern.policy.rules;

import io.postern.core.model.DecisionTrace;
import io.postern.core.model.DecisionTrace.Tried;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.condition.Undecidable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules as one message meets them: what they ask of the message is asked once, whoever its
 * recipients are. For one thread.
 */
final class Walk {
  /** A rule's condition, in what the message and what the recipient must meet. */
  record Split(PolicyRule rule, Condition ofMessage, Condition ofRecipient) {
    static Split of(PolicyRule rule) {
      List<Condition> parts =
          rule.when() instanceof Combined.All all ? all.parts() : List.of(rule.when());
      return new Split(
          rule,
          all(parts.stream().filter(Condition::perMessage).toList()),
          all(parts.stream().filter(p -> !p.perMessage()).toList()));
    }

    private static Condition all(List<Condition> parts) {
      return parts.size() == 1 ? parts.getFirst() : new Combined.All(parts);
    }
  }

  /** What a walk came to. */
  sealed interface End {
    /**
     * A rule decides.
     *
     * @param noted rules that matched before it and went on, the last one first
     */
    record Matched(PolicyRule rule, List<PolicyRule> noted) implements End {}

    /** A rule could not be asked. */
    record Stuck(PolicyRule rule, String why) implements End {}

    /** None matched. */
    record Nothing() implements End {}
  }

  private static final byte UNASKED = 0;
  private static final byte HOLDS = 1;
  private static final byte FAILS = 2;
  private static final byte STUCK = 3;

  private final List<Split> rules;
  private final MessageFacts message;
  private final byte[] ofMessage;
  private final @Nullable String[] why;

  Walk(List<Split> rules, MessageFacts message) {
    this.rules = rules;
    this.message = message;
    this.ofMessage = new byte[rules.size()];
    this.why = new @Nullable String[rules.size()];
  }

  /** What was asked on the way, in so far as there is room for it. */
  static final class Log {
    private final int room;
    private final List<Tried> tried = new ArrayList<>();
    private int more;

    /**
     * @param room for so many rules
     */
    Log(int room) {
      this.room = room;
    }

    private boolean full() {
      boolean full = tried.size() >= room;
      more += full ? 1 : 0;
      return full;
    }

    private void met(PolicyRule rule) {
      // what decided is always told
      if (!rule.goesOn() || !full()) {
        tried.add(new Tried(rule.label(), Optional.empty(), rule.goesOn()));
      }
    }

    DecisionTrace with(List<DecisionTrace.Setting> settings) {
      return new DecisionTrace(tried, more, settings);
    }
  }

  /** Asks rule after rule for one recipient of the message. */
  End decide(Facts facts, Log log) {
    List<PolicyRule> noted = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      PolicyRule rule = rules.get(i).rule();
      try {
        if (!matches(i, facts)) {
          unmet(i, facts, log);
        } else {
          log.met(rule);
          if (!rule.goesOn()) {
            return new End.Matched(rule, noted);
          }
          noted.addFirst(rule);
        }
      } catch (Undecidable e) {
        return new End.Stuck(rule, String.valueOf(e.getMessage()));
      }
    }
    return new End.Nothing();
  }

  private boolean matches(int i, Facts facts) {
    byte state = ofMessage(i);
    if (state == FAILS) {
      return false;
    }
    boolean holds = rules.get(i).ofRecipient().holds(facts);
    if (holds && state == STUCK) {
      throw new Undecidable(String.valueOf(why[i]));
    }
    return holds;
  }

  private byte ofMessage(int i) {
    if (ofMessage[i] == UNASKED) {
      ofMessage[i] = ask(i);
    }
    return ofMessage[i];
  }

  private byte ask(int i) {
    try {
      Condition condition = rules.get(i).ofMessage();
      return condition.holds(anybody()) ? HOLDS : FAILS;
    } catch (Undecidable e) {
      why[i] = String.valueOf(e.getMessage());
      return STUCK;
    }
  }

  private void unmet(int i, Facts facts, Log log) {
    if (log.full()) {
      return;
    }
    if (ofMessage[i] == FAILS && why[i] == null) {
      why[i] = rules.get(i).ofMessage().unmet(anybody());
    }
    String reason =
        ofMessage[i] == FAILS ? String.valueOf(why[i]) : rules.get(i).ofRecipient().unmet(facts);
    log.tried.add(new Tried(rules.get(i).rule().label(), Optional.of(reason), false));
  }

  /** For conditions that the recipient makes no difference to. */
  private Facts anybody() {
    return Facts.ofMessage(message);
  }
}
