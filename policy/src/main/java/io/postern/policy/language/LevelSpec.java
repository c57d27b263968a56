package io.postern.policy.language;

import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.config.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings for somebody: for everybody where neither sender nor recipient is named. */
public record LevelSpec(
    Written written,
    @Doc("The envelope sender's domain, with wildcards, or list:NAME.") @OneOrMore
        Optional<List<String>> senderDomain,
    @Doc("The recipient's domain, with wildcards, or list:NAME.") @OneOrMore
        Optional<List<String>> recipientDomain,
    @Doc("The recipient's address, with wildcards, or list:NAME.") @OneOrMore
        Optional<List<String>> recipient,
    @Doc("Protections of rules that say protect: preferred, best first.") @OneOrMore
        Optional<List<Method>> protect,
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
  public LevelSpec {
    if (Stream.of(senderDomain, recipientDomain, recipient).filter(Optional::isPresent).count()
        > 1) {
      throw new IllegalArgumentException(
          "at most one of sender_domain, recipient_domain, recipient says whom a level is for");
    }
  }
}
