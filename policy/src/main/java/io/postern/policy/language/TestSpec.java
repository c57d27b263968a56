package io.postern.policy.language;

import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.Holds;
import io.postern.config.OneOrMore;
import io.postern.config.Written;
import io.postern.config.YamlNode;
import io.postern.core.model.Verdict;
import io.postern.policy.condition.AttachmentFacts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A message, or what is known of one, and what must become of it. */
public record TestSpec(
    Written written,
    @Doc("What is tested.") String name,
    @Doc("The envelope sender; <> is the null sender.") @Default("sender@example.org") String from,
    @Doc("Recipients.") @OneOrMore List<String> to,
    @Doc("The subject.") @Default("''") String subject,
    @Doc("Text that goes through the real detector.") @Default("''") String body,
    @Doc("Other header fields.") @Default("{}") Map<String, String> headers,
    @Doc("The upstream's name.") @Default("test") String upstream,
    @Doc("Facts instead of a body: the detector is not asked.") Optional<FactsSpec> facts,
    @Doc("What must become of it: for all recipients, or by address for each.")
        @Holds(ExpectSpec.class)
        YamlNode expect) {

  /** What is known of a message that is not there. */
  public record FactsSpec(
      @Doc("What the detector would say.") @Default("none") Verdict verdict,
      @Doc("Its level.") @Default("none") ConditionSpec.Level level,
      @Doc("Its score.") @Default("0") ConditionSpec.Score score,
      @Doc("Findings by the name of their rule, and how many.") @Default("{}")
          Map<String, Integer> findings,
      @Doc("Whether one of them is in the subject.") @Default("false") boolean phiInSubject,
      @Doc("Whether a part of it could not be read.") @Default("false") boolean unscannable,
      @Doc("Whether its sender demands TLS (RFC 8689).") @Default("false") boolean requireTls,
      @Doc("How many people it is about.") Optional<Integer> patients,
      @Doc("Media types or, as in .zip, extensions.") @Default("[]") List<FileType> attachments,
      @Doc("How the sender classified it.") @Default("[]") List<String> sensitivity,
      @Doc("Its size.") @Default("1KiB") DataSize size,
      @Doc("The address that the upstream connected from.") @Default("127.0.0.1") String client,
      @Doc(value = "When it came, in UTC.", example = "2026-11-20T08:00:00Z")
          @Default("2026-01-05T12:00:00Z")
          At at,
      @Doc("Consents in force: scopes by recipient.") @Default("{}")
          Map<String, List<String>> consents) {}

  /** A moment. */
  public record At(Instant value) {
    static At parse(String text) {
      try {
        return new At(Instant.parse(text));
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("a moment is needed, as in 2026-11-20T08:00:00Z", e);
      }
    }
  }

  /** A file of which only the kind is known. */
  public record FileType(AttachmentFacts value) {
    static FileType parse(String text) {
      return text.startsWith(".")
          ? new FileType(new AttachmentFacts("application/octet-stream", text.substring(1)))
          : new FileType(new AttachmentFacts(text, ""));
    }
  }
}
