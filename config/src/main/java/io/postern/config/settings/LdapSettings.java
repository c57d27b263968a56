package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.HostPort;
import io.postern.config.Secret;
import java.util.List;
import java.util.Optional;

/** A directory of certificates. */
public record LdapSettings(
    @Doc(
            value = "Domains that it answers for, as in example.org or .example.org for all below.",
            example = "[partner.example]")
        List<String> domains,
    @Doc(
            value = "Where it listens; its certificate must be one for this name.",
            example = "ldap.partner.example:636")
        HostPort server,
    @Doc("tls from the first octet on (ldaps), or starttls.") @Default("tls") Security security,
    @Doc(value = "Where people are.", example = "ou=people,dc=partner,dc=example") String base,
    @Doc("Who asks; without it nobody in particular.") Optional<String> user,
    @Doc("The user's password.") Optional<Secret> password,
    @Doc("The attributes that hold a mail address.") @Default("[mail]") List<String> addresses,
    @Doc(
            "Take its word for whose certificate it is: without it the certificate must have a path"
                + " to a trusted authority.")
        @Default("false")
        boolean vouches) {
  /** How the connection is protected. */
  public enum Security {
    /** From the first octet on. */
    TLS,
    /** After the StartTLS operation (RFC 4511 4.14). */
    STARTTLS
  }

  public LdapSettings {
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException("user and password go together");
    }
  }
}
