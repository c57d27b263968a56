package io.postern.policy.language;

import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.config.Range;
import io.postern.config.Written;
import io.postern.core.model.Verdict;
import io.postern.policy.condition.Direction;
import io.postern.policy.detect.Pack;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Conditions; all that are given must hold. */
public record ConditionSpec(
    Written written,
    @Doc(
            "The envelope sender's address, with wildcards; <> is the null sender; list:NAME, group:NAME.")
        @OneOrMore
        Optional<List<String>> sender,
    @Doc("The envelope sender's domain, with wildcards; list:NAME.") @OneOrMore
        Optional<List<String>> senderDomain,
    @Doc("The recipient's address, with wildcards; list:NAME, group:NAME.") @OneOrMore
        Optional<List<String>> recipient,
    @Doc("The recipient's domain, with wildcards; list:NAME.") @OneOrMore
        Optional<List<String>> recipientDomain,
    @Doc("outbound, inbound or internal, by the sender_domains of the upstreams.") @OneOrMore
        Optional<List<Direction>> direction,
    @Doc("The recipient's consent of that scope is in force, as in plain_email.")
        Optional<String> consent,
    @Doc("Name of the upstream that handed the message in, with wildcards.") @OneOrMore
        Optional<List<String>> upstream,
    @Doc("Network from which the upstream connected, or list:NAME.") @OneOrMore
        Optional<List<String>> client,
    @Doc(value = "Header fields by name, with wildcards.", example = "{X-Class: internal}")
        Optional<Map<String, String>> header,
    @Doc(
            "Tag or trigger words anywhere in the subject, whatever their case and the space between them.")
        @OneOrMore
        Optional<List<String>> subjectTag,
    @Doc(
            "Words by which the sender answers for what follows, in the subject before any Re:, Fwd:, Fw:, AW: or WG:, or in the field X-Attestation; the audit trail has them.")
        Optional<String> attestation,
    @Doc(
            "How the sender classified it, with wildcards: the Sensitivity field, or the name of a Microsoft sensitivity label.")
        @OneOrMore
        Optional<List<String>> sensitivity,
    @Doc("What the detector says.") @OneOrMore Optional<List<Verdict>> verdict,
    @Doc("How much the detector found.") @OneOrMore Optional<List<Level>> level,
    @Doc("Least score of the detector, 0 to 1.") Optional<Score> scoreAtLeast,
    @Doc(
            value = "So many findings of a rule or of a pack of the detector.",
            example = "{rule: ssn.context, at_least: 2}")
        Optional<FoundSpec> found,
    @Doc("It is about so many people at least, as far as the detector tells them apart.")
        @Range(min = "1", max = "1000000")
        Optional<Integer> patientsAtLeast,
    @Doc("Whether the detector found something in the subject.") Optional<Boolean> phiInSubject,
    @Doc(
            "A file in the message: media type as in application/pdf, or extension as in .zip; with wildcards.")
        @OneOrMore
        Optional<List<String>> attachment,
    @Doc("The message has that size at least.") Optional<DataSize> sizeAtLeast,
    @Doc("Whether a part of the message could not be read.") Optional<Boolean> unscannable,
    @Doc("Whether the sender encrypted it: S/MIME, OpenPGP or rights management.")
        Optional<Boolean> alreadyProtected,
    @Doc("When it came.") Optional<TimeSpec> time,
    @Doc("What the others cannot say, in CEL.") Optional<String> expression,
    @Doc("One of these must hold.") @OneOrMore Optional<List<ConditionSpec>> any,
    @Doc("All of these must hold.") @OneOrMore Optional<List<ConditionSpec>> all,
    @Doc("This must not hold.") Optional<ConditionSpec> not) {

  /** How much the detector found; {@code bulk} is PHI of ten people or more. */
  public enum Level {
    NONE,
    LOW,
    MEDIUM,
    HIGH,
    BULK;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A score. */
  public record Score(double value) {
    static Score parse(String text) {
      if (!text.matches("0(\\.\\d{1,6})?|1(\\.0{1,6})?")) {
        throw new IllegalArgumentException("a number from 0 to 1 is needed, as in 0.6");
      }
      return new Score(Double.parseDouble(text));
    }
  }

  /** Findings to be counted. */
  public record FoundSpec(
      @Doc("The rule's name, with wildcards: ssn.* is every rule that begins so.") @OneOrMore
          Optional<List<String>> rule,
      @Doc("All rules that a pack of the detector sets, whether the pack is on or not.") @OneOrMore
          Optional<List<Pack>> pack,
      @Doc("Least number of findings; the same value counts once.")
          @Default("1")
          @Range(min = "1", max = "1000000")
          int atLeast) {
    public FoundSpec {
      if (rule.isPresent() == pack.isPresent()) {
        throw new IllegalArgumentException("one of rule and pack says which findings count");
      }
    }
  }
}
