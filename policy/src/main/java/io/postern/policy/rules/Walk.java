package io.postern.policy.rules;

import io.postern.core.model.DecisionTrace;
import io.postern.core.model.DecisionTrace.Tried;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.condition.Undecidable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules as one message meets them: what they ask of the message is asked once, whoever its
 * recipients are. For one thread.
 */
final class Walk {
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

  private final RuleIndex rules;
  private final Facts anybody;
  private final byte[] ofMessage;
  private final @Nullable String[] why;

  Walk(RuleIndex rules, MessageFacts message) {
    this.rules = rules;
    this.anybody = Facts.ofMessage(message);
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
      return tried.size() >= room;
    }

    private void met(PolicyRule rule) {
      if (rule.goesOn() && full()) {
        more++;
      } else {
        // what decided is always told
        tried.add(new Tried(rule.label(), Optional.empty(), rule.goesOn()));
      }
    }

    DecisionTrace with(List<DecisionTrace.Setting> settings) {
      return new DecisionTrace(tried, more, settings);
    }
  }

  /**
   * Asks rule after rule for one recipient of the message. Those that certainly do not match are
   * asked only as long as there is room to tell why.
   */
  End decide(Facts facts, Log log) {
    BitSet candidates = rules.candidates(facts);
    List<PolicyRule> noted = new ArrayList<>();
    int i = next(0, candidates, log);
    while (i >= 0 && i < rules.size()) {
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
      i = next(i + 1, candidates, log);
    }
    return new End.Nothing();
  }

  private int next(int from, BitSet candidates, Log log) {
    if (!log.full()) {
      return from;
    }
    int next = candidates.nextSetBit(from);
    log.more += (next < 0 ? rules.size() : next) - from;
    return next;
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
      return condition.holds(anybody) ? HOLDS : FAILS;
    } catch (Undecidable e) {
      why[i] = String.valueOf(e.getMessage());
      return STUCK;
    }
  }

  private void unmet(int i, Facts facts, Log log) {
    if (log.full()) {
      log.more++;
      return;
    }
    if (ofMessage[i] == FAILS && why[i] == null) {
      why[i] = rules.get(i).ofMessage().unmet(anybody);
    }
    String reason =
        ofMessage[i] == FAILS ? String.valueOf(why[i]) : rules.get(i).ofRecipient().unmet(facts);
    log.tried.add(new Tried(rules.get(i).rule().label(), Optional.of(reason), false));
  }
}
