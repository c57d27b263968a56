package io.postern.packaging.demo;

import io.postern.core.model.Mailbox;
import java.util.Optional;
import java.util.stream.Stream;

/** The mail domains of the world, each with one kind of receiver. */
public enum DemoDomain {
  /** A good certificate from a trusted authority. */
  GOOD_TLS("good-tls.example", "tls"),
  /** A certificate that ended yesterday. */
  EXPIRED("expired-cert.example", "portal"),
  /** A good certificate for another name. */
  WRONG_NAME("wrong-name.example", "portal"),
  /** No STARTTLS. */
  NO_TLS("no-tls.example", "portal"),
  /** No STARTTLS, but its people have S/MIME certificates. */
  SMIME("smime.example", "smime"),
  /** No STARTTLS, but its people have OpenPGP keys. */
  OPENPGP("openpgp.example", "openpgp"),
  /** The senders' own domain, where notifications and replies go. */
  SENDER("stmary-clinic.example", "tls");

  private final String domain;
  private final String protection;

  DemoDomain(String domain, String protection) {
    this.domain = domain;
    this.protection = protection;
  }

  /** The kind of an address of this world. */
  static DemoDomain of(String address) {
    String wanted = Mailbox.parse(address).domain();
    return Stream.of(values()).filter(d -> d.domain.equals(wanted)).findFirst().orElseThrow();
  }

  /** The domain's name. */
  public String domain() {
    return domain;
  }

  /** The label of the only protection that works here for a message that needs one. */
  String protection() {
    return protection;
  }

  /** What its server shows after STARTTLS; empty where it does not offer it. */
  Optional<DemoIdentity> identity(DemoAuthority authority) {
    return switch (this) {
      case GOOD_TLS, SENDER -> Optional.of(authority.server("mx." + domain, domain));
      case EXPIRED -> Optional.of(authority.expiredServer("mx." + domain, domain));
      case WRONG_NAME -> Optional.of(authority.server("mail.somewhere-else.example"));
      case NO_TLS, SMIME, OPENPGP -> Optional.empty();
    };
  }

  /** True where the session has TLS that proves its peer. */
  boolean verified() {
    return this == GOOD_TLS || this == SENDER;
  }
}
