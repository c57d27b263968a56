package io.postern.policy.rules;

import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;
import io.postern.core.model.Recipient;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Unscanned;
import io.postern.core.model.Verdict;
import io.postern.core.port.Content;
import io.postern.core.port.PolicyEngine;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.detect.Scanner;
import io.postern.policy.detect.Scanner.Scanned;
import io.postern.policy.detect.Tally;
import io.postern.policy.rules.Decider.Decided;
import io.postern.policy.rules.Explanation.PerRecipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Screens a message and applies the policy to each recipient. Total: whatever happens inside, each
 * recipient gets a decision, at worst to be held. Safe for many threads; a new policy takes effect
 * between two messages, never within one.
 */
public final class RulesEngine implements PolicyEngine {
  private static final Logger LOG = LoggerFactory.getLogger(RulesEngine.class);

  /** Rules in the trace that is kept with each decision; whoever wants all of them asks again. */
  private static final int KEPT = 20;

  private static final int ALL = Integer.MAX_VALUE;

  private final Scanner scanner;
  private volatile PolicySet policies;
  private volatile Onlooker onlooker = Onlooker.NONE;

  public RulesEngine(Scanner scanner, PolicySet policies) {
    this.scanner = scanner;
    this.policies = policies;
  }

  /** The same engine whose findings hash values with another key. */
  public RulesEngine keyed(SecretKey key) {
    return new RulesEngine(scanner.keyed(key), policies);
  }

  /** Names who sees every message with its decisions; before anything is judged. */
  public void watchedBy(Onlooker who) {
    onlooker = who;
  }

  /** Puts another policy in force for the messages that come after. */
  public void replace(PolicySet next) {
    policies = next;
  }

  /** The policy in force. */
  public PolicySet inForce() {
    return policies;
  }

  @Override
  public Judgement judge(Envelope envelope, Content content) {
    PolicySet inForce = policies;
    MessageFacts facts = facts(envelope, content);
    Judgement judgement = decide(inForce, facts, envelope.to());
    show(envelope, facts, judgement, inForce);
    return judgement;
  }

  @Override
  public Optional<String> version() {
    return Optional.of(policies.version());
  }

  private void show(Envelope envelope, MessageFacts facts, Judgement judgement, PolicySet inForce) {
    try {
      onlooker.judged(envelope, facts, judgement.decisions(), inForce);
    } catch (RuntimeException e) {
      // who looks on changes nothing
      LOG.error("{}: not seen by who looks on: {}", envelope.id(), e.getClass().getName());
    }
  }

  /** What is decided by what is known of a message, under any policy; one for each recipient. */
  public static Judgement decide(PolicySet policies, MessageFacts facts, List<Recipient> to) {
    return policies.asOneVersion(() -> judgement(policies, facts, to));
  }

  private static Judgement judgement(PolicySet policies, MessageFacts facts, List<Recipient> to) {
    List<Decided> decided = decide(policies, facts, to, KEPT);
    return new Judgement(
        facts.screening(),
        decided.stream().map(Decided::decision).toList(),
        decided.stream().map(Decided::trace).toList(),
        Optional.of(policies.version()));
  }

  /** What {@link #judge} would decide, with all rules that were asked on the way. */
  public Explanation explain(Envelope envelope, Content content) {
    PolicySet inForce = policies;
    return explain(inForce, facts(envelope, content), envelope.to());
  }

  /** The same by what is known of a message, under any policy. */
  public static Explanation explain(PolicySet policies, MessageFacts facts, List<Recipient> to) {
    return policies.asOneVersion(() -> explanation(policies, facts, to));
  }

  private static Explanation explanation(
      PolicySet policies, MessageFacts facts, List<Recipient> to) {
    List<Decided> decided = decide(policies, facts, to, ALL);
    List<PerRecipient> all = new ArrayList<>();
    for (int i = 0; i < to.size(); i++) {
      String address = to.get(i).mailbox().address();
      all.add(new PerRecipient(address, decided.get(i).decision(), decided.get(i).trace()));
    }
    return new Explanation(facts.screening(), policies.version(), all);
  }

  /** What is known of a message; reads and screens it. */
  public MessageFacts facts(Envelope envelope, Content content) {
    return FactsReader.of(envelope, content, screen(content));
  }

  private Scanned screen(Content content) {
    try {
      return scanner.read(content);
    } catch (RuntimeException | StackOverflowError e) {
      // the kind only: a message of ours never goes into the log
      LOG.error("detector failed: {}", e.getClass().getName());
      Unscanned all = new Unscanned("message", "the detector failed");
      Screening screening = new Screening(Verdict.UNSCANNABLE, 0, "none", List.of(), List.of(all));
      return new Scanned(screening, Tally.NOTHING, Optional.empty());
    }
  }

  private static List<Decided> decide(
      PolicySet policies, MessageFacts message, List<Recipient> to, int room) {
    Decider decider = new Decider(policies, message);
    return to.stream().map(r -> decide(decider, Facts.of(message, r), room)).toList();
  }

  private static Decided decide(Decider decider, Facts facts, int room) {
    try {
      return decider.decide(facts, room);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("policy failed: {}", e.getClass().getName());
      return Decider.failed(facts);
    }
  }
}
