package io.postern.policy.rules;

import io.postern.core.mime.MimeField;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Screening.Unscanned;
import io.postern.core.model.Upstream;
import io.postern.core.port.Content;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.language.TestSpec;
import io.postern.policy.language.TestSpec.FactsSpec;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The message of one test. */
record Trial(TestSpec test) {
  List<Recipient> to() {
    return test.to().stream().map(Recipient::of).toList();
  }

  MessageFacts facts(RulesEngine engine) {
    return test.facts()
        .map(this::stated)
        .orElseGet(() -> engine.facts(envelope(), new Text(message())));
  }

  private MessageFacts stated(FactsSpec facts) {
    return new MessageFacts(
        sender(),
        test.upstream(),
        facts.client(),
        facts.at().value(),
        facts.size().bytes(),
        facts.requireTls(),
        screening(facts),
        facts.sensitivity().stream().map(l -> l.toLowerCase(Locale.ROOT)).toList(),
        facts.attachments().stream().map(TestSpec.FileType::value).toList(),
        Optional.of(header()));
  }

  /** As the envelope of real mail has it. */
  private String sender() {
    return test.from().equals("<>") ? "<>" : Mailbox.parse(test.from()).address();
  }

  private static Screening screening(FactsSpec facts) {
    List<Finding> findings = new ArrayList<>();
    facts
        .findings()
        .forEach((rule, count) -> {
          for (int i = 0; i < count; i++) {
            findings.add(finding(rule, "1"));
          }
        });
    if (facts.phiInSubject()) {
      findings.add(finding("stated", "header:subject"));
    }
    return new Screening(
        facts.verdict(),
        facts.score().value(),
        facts.level().label(),
        findings,
        facts.unscannable() ? List.of(new Unscanned("1", "stated")) : List.of(),
        facts.patients());
  }

  private static Finding finding(String rule, String part) {
    return new Finding(rule, part, 0, 1, "", 0, Optional.empty());
  }

  private List<MimeField> header() {
    List<MimeField> fields = new ArrayList<>();
    fields.add(new MimeField("subject", test.subject()));
    test.headers().forEach((k, v) -> fields.add(new MimeField(k.toLowerCase(Locale.ROOT), v)));
    return fields;
  }

  private Envelope envelope() {
    Upstream upstream =
        new Upstream(
            test.upstream(), Upstream.Kind.NETWORK, "127.0.0.1", "test", "ESMTP", Optional.empty());
    return new Envelope(
        MessageId.create(0),
        upstream,
        ReversePath.of(test.from().equals("<>") ? "" : test.from()),
        to(),
        Instant.EPOCH,
        EsmtpOptions.NONE);
  }

  private byte[] message() {
    StringBuilder text = new StringBuilder();
    text.append("From: ").append(test.from()).append("\r\n");
    text.append("To: ").append(String.join(", ", test.to())).append("\r\n");
    text.append("Subject: ").append(test.subject()).append("\r\n");
    test.headers().forEach((k, v) -> text.append(k).append(": ").append(v).append("\r\n"));
    boolean own =
        test.headers().keySet().stream().anyMatch(k -> k.equalsIgnoreCase("content-type"));
    if (!own) {
      text.append("Content-Type: text/plain; charset=utf-8\r\n");
    }
    text.append("\r\n").append(test.body().replace("\n", "\r\n"));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A message that stands in a policy file. */
  private record Text(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
