package io.postern.policy.rules;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.Location;
import io.postern.config.OneOrMore;
import io.postern.config.YamlNode;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One policy file as it is written; each rule is bound by itself, so that all mistakes show. */
record PolicyFile(
    @Doc("Rules; the first that matches a recipient decides.") @Default("[]") List<YamlNode> rules,
    @Doc("Tests for 'postern policy test'.") @Default("[]") List<YamlNode> tests) {

  /** A rule: conditions and exactly one of protect, deliver, hold, refuse. */
  record RuleSpec(
      Location location,
      @Doc("A name, unique among all policy files.") String name,
      @Doc("Conditions, all of which must hold; absent means always.") Optional<ConditionSpec> when,
      @Doc("Acceptable protections, best first: tls, smime, openpgp, portal.") @OneOrMore
          Optional<List<Method>> protect,
      @Doc("opportunistic: TLS where offered, else plain text.") Optional<Clear> deliver,
      @Doc("Keep it until a person decides.") Optional<HoldSpec> hold,
      @Doc("Refuse with 550 5.7.1.") Optional<RefuseSpec> refuse,
      @Doc("Terms of portal pickup.") @Default("{}") PortalSpec portal,
      @Doc("Terms of verified TLS.") @Default("{}") TlsSpec tls) {
    RuleSpec {
      int actions = 0;
      for (Optional<?> action : List.of(protect, deliver, hold, refuse)) {
        actions += action.isPresent() ? 1 : 0;
      }
      if (actions != 1) {
        throw new IllegalArgumentException(
            "exactly one of protect, deliver, hold, refuse is needed");
      }
    }
  }

  /** A protection as policies name it. */
  enum Method {
    TLS,
    SMIME,
    OPENPGP,
    PORTAL
  }

  /** The only way to deliver without protection, said aloud. */
  enum Clear {
    OPPORTUNISTIC
  }

  /** Where a held message waits. */
  record HoldSpec(@Doc("The queue's name.") @Default("policy") String queue) {}

  /** What the upstream or the sender hears. */
  record RefuseSpec(
      @Doc("The text of the reply, one line of printable ASCII.")
          @Default("Delivery not authorized by policy")
          String text) {
    RefuseSpec {
      if (text.isBlank()
          || text.length() > 200
          || !text.chars().allMatch(c -> c >= 32 && c < 127)) {
        throw new IllegalArgumentException("text is one line of 1 to 200 printable characters");
      }
    }
  }

  /** Terms of portal pickup. */
  record PortalSpec(
      @Doc("How long the message can be read.") @Default("30d") Duration expiry,
      @Doc("Whether the recipient may answer there.") @Default("true") boolean reply) {
    PortalSpec {
      if (expiry.isZero()) {
        throw new IllegalArgumentException("expiry is longer than nothing");
      }
    }
  }

  /** Terms of verified TLS. */
  record TlsSpec(
      @Doc("verified: any proof that holds; pkix: a certificate of a trusted authority.")
          @Default("verified")
          TlsFloor floor) {}

  /** Conditions; all that are given must hold. */
  record ConditionSpec(
      Location location,
      @Doc("Envelope sender, with wildcards; <> is the null sender.") @OneOrMore
          Optional<List<String>> sender,
      @Doc("Recipient address, with wildcards.") @OneOrMore Optional<List<String>> recipient,
      @Doc("Recipient domain, with wildcards.") @OneOrMore Optional<List<String>> recipientDomain,
      @Doc("Name of the upstream that handed the message in.") @OneOrMore
          Optional<List<String>> upstream,
      @Doc("Header fields by name, with wildcards.") Optional<Map<String, String>> header,
      @Doc("Text anywhere in the subject, whatever its case.") @OneOrMore
          Optional<List<String>> subjectTag,
      @Doc("What the detector says.") @OneOrMore Optional<List<Verdict>> verdict,
      @Doc("Least score of the detector, 0 to 1.") Optional<Score> scoreAtLeast,
      @Doc("One of these must hold.") @OneOrMore Optional<List<ConditionSpec>> any,
      @Doc("All of these must hold.") @OneOrMore Optional<List<ConditionSpec>> all,
      @Doc("This must not hold.") Optional<ConditionSpec> not) {}

  /** A score. */
  record Score(double value) {
    static Score parse(String text) {
      if (!text.matches("0(\\.\\d{1,6})?|1(\\.0{1,6})?")) {
        throw new IllegalArgumentException("a number from 0 to 1 is needed, as in 0.6");
      }
      return new Score(Double.parseDouble(text));
    }
  }

  /** A message and what must become of it. */
  record TestSpec(
      Location location,
      String name,
      @Default("sender@example.org") String from,
      @OneOrMore List<String> to,
      @Default("''") String subject,
      @Default("''") String body,
      @Default("{}") Map<String, String> headers,
      @Default("test") String upstream,
      YamlNode expect) {}

  /** What a test expects, for all recipients or for one. */
  record ExpectSpec(
      Optional<String> rule,
      @OneOrMore Optional<List<Method>> protect,
      Optional<Clear> deliver,
      Optional<String> hold,
      Optional<Refused> refuse,
      Optional<Verdict> verdict) {}

  /** {@code refuse: true}. */
  enum Refused {
    TRUE
  }
}
