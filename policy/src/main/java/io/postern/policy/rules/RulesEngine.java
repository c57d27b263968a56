package io.postern.policy.rules;

import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimeLimits;
import io.postern.core.mime.MimePart;
import io.postern.core.mime.MimeReader;
import io.postern.core.mime.PartVisitor;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;
import io.postern.core.model.Recipient;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Unscanned;
import io.postern.core.model.Verdict;
import io.postern.core.port.Content;
import io.postern.core.port.PolicyEngine;
import io.postern.policy.detect.Scanner;
import io.postern.policy.rules.Explanation.PerRecipient;
import io.postern.policy.rules.Explanation.Tried;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

  private final Scanner scanner;
  private volatile PolicySet policies;

  public RulesEngine(Scanner scanner, PolicySet policies) {
    this.scanner = scanner;
    this.policies = policies;
  }

  /** The same engine whose findings hash values with another key. */
  public RulesEngine keyed(SecretKey key) {
    return new RulesEngine(scanner.keyed(key), policies);
  }

  /** Puts another policy in force for the messages that come after. */
  public void replace(PolicySet next) {
    policies = next;
  }

  @Override
  public Judgement judge(Envelope envelope, Content content) {
    PolicySet inForce = policies;
    Screening screening = screen(content);
    List<MimeField> header = header(content);
    List<Decision> decisions =
        envelope.to().stream()
            .map(r -> decide(inForce, envelope, r, screening, header, tried -> {}))
            .toList();
    return new Judgement(screening, decisions);
  }

  /** What {@link #judge} would decide, with the rules that were asked on the way. */
  public Explanation explain(Envelope envelope, Content content) {
    PolicySet inForce = policies;
    Screening screening = screen(content);
    List<MimeField> header = header(content);
    List<PerRecipient> all = new ArrayList<>();
    for (Recipient recipient : envelope.to()) {
      List<Tried> tried = new ArrayList<>();
      Decision decision = decide(inForce, envelope, recipient, screening, header, tried::add);
      all.add(new PerRecipient(recipient.mailbox().address(), decision, tried));
    }
    return new Explanation(screening, all);
  }

  private Screening screen(Content content) {
    try {
      return scanner.scan(content);
    } catch (RuntimeException | StackOverflowError e) {
      // the kind only: a message of ours never goes into the log
      LOG.error("detector failed: {}", e.getClass().getName());
      Unscanned all = new Unscanned("message", "the detector failed");
      return new Screening(Verdict.UNSCANNABLE, 0, "none", List.of(), List.of(all));
    }
  }

  private static Decision decide(
      PolicySet policies,
      Envelope envelope,
      Recipient recipient,
      Screening screening,
      List<MimeField> header,
      Consumer<Tried> tried) {
    Facts facts = Facts.of(envelope, recipient, screening, header);
    try {
      return Decider.decide(policies.rules(), facts, tried);
    } catch (RuntimeException e) {
      LOG.error("policy failed: {}", e.getClass().getName());
      return Decider.failed(facts);
    }
  }

  /** The message's own fields; what cannot be read matches no rule that asks for it. */
  private static List<MimeField> header(Content content) {
    OwnFields fields = new OwnFields();
    try (InputStream in = content.open()) {
      MimeReader.read(in, MimeLimits.DEFAULT, fields);
    } catch (HeaderRead e) {
      return fields.own;
    } catch (IOException e) {
      LOG.error("content unreadable: {}", e.getClass().getName());
    }
    return fields.own;
  }

  /** Stops the reader once the header is over: nothing is wrong. */
  private static final class HeaderRead extends IOException {
    HeaderRead() {
      super("header read");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private static final class OwnFields implements PartVisitor {
    final List<MimeField> own = new ArrayList<>();

    @Override
    public void field(String path, MimeField field) {
      if (path.isEmpty()) {
        own.add(field);
      }
    }

    @Override
    public void body(MimePart part, InputStream decoded) throws IOException {
      throw new HeaderRead();
    }
  }
}
