package io.postern.policy.language;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.config.Written;
import io.postern.config.WrongValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A rule: conditions and exactly one of protect, deliver, hold, refuse, return; none of them where
 * it continues.
 */
public record RuleSpec(
    Written written,
    @Doc("A name, unique among all policy files.") String name,
    @Doc("Conditions, all of which must hold; absent means always.") Optional<ConditionSpec> when,
    @Doc(
            "Acceptable protections, best first: tls, smime, openpgp, portal; or preferred: what the levels say.")
        @OneOrMore
        Optional<List<Method>> protect,
    @Doc("opportunistic: TLS where offered, else plain text.") Optional<Clear> deliver,
    @Doc("Keep it until a person decides.") Optional<HoldSpec> hold,
    @Doc("Refuse with 550 5.7.1.") Optional<RefuseSpec> refuse,
    @Doc(
            "upstream: hand it back by the return route of the upstream that it came from, without protection of ours.")
        Optional<Back> return_,
    @Doc("Where it matches, note its settings and go on with the rules after it.") @Default("false")
        boolean continue_,
    @Doc("Terms of verified TLS.") Optional<TlsSpec> tls,
    @Doc("Terms of portal pickup.") Optional<PortalSpec> portal,
    @Doc("Texts taken out of the subject, whatever their case.") @OneOrMore
        Optional<List<String>> stripTag,
    @Doc(
            "The subject outside of a message encrypted with S/MIME or OpenPGP; its own stands inside.")
        Optional<String> outsideSubject,
    @Doc(value = "Header fields put on top of the message.", example = "{X-Class: internal}")
        Optional<Map<String, String>> addHeader,
    @Doc("A line above the text of the message.") Optional<String> banner,
    @Doc("Who gets a blind copy.") Optional<ArchiveSpec> archive,
    @Doc("What the sender is told of what is done; the rule and the reason are added.")
        Optional<String> notifySender)
    implements TermsSpec {
  /** The only way to deliver without protection, said aloud. */
  public enum Clear {
    OPPORTUNISTIC
  }

  /** Who gets it back. */
  public enum Back {
    UPSTREAM
  }

  private static final int LONGEST_NAME = 100;

  public RuleSpec {
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new WrongValue("name", "1 to " + LONGEST_NAME + " characters on one line are needed");
    }
    long actions =
        Stream.of(protect, deliver, hold, refuse, return_).filter(Optional::isPresent).count();
    if (continue_ && actions > 0) {
      throw new IllegalArgumentException(
          "a rule that continues decides nothing: remove protect, deliver, hold, refuse, return");
    }
    if (!continue_ && actions != 1) {
      throw new IllegalArgumentException(
          "exactly one of protect, deliver, hold, refuse, return is needed");
    }
  }
}
