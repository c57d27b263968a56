package io.postern.config.settings;

import io.postern.config.Cidr;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.Range;
import io.postern.config.Secret;
import io.postern.config.SecretFile;
import io.postern.config.Variants;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody who may relay, by the kind of proof. An IP address alone is enough only inside private
 * ranges: the addresses of Microsoft 365 and Google are shared by all of their tenants.
 */
@Variants(absent = "network")
public sealed interface UpstreamSettings {
  /** A name for logs, policies and audit. */
  String name();

  /** Where connections come from; empty where any address will do, or the shipped list holds. */
  List<Cidr> networks();

  /** Domains of MAIL FROM; empty allows all, the null path is always allowed. */
  List<String> senderDomains();

  /** The header whose value every message must carry. */
  Optional<SecretHeader> secretHeader();

  /** SMTP AUTH accounts. */
  default List<Account> accounts() {
    return List.of();
  }

  /** Sessions at once. */
  int sessions();

  /** Exchange Online through an outbound connector, bound to its tenant. */
  record Microsoft365(
      @Doc(value = "A name for logs, policies and audit.", example = "contoso") String name,
      @Doc(
              value = "Tenant ids that X-MS-Exchange-CrossTenant-Id may hold.",
              example = "[01234567-89ab-cdef-0123-456789abcdef]")
          List<String> tenants,
      @Doc(
              value = "The tenant's accepted domains: for MAIL FROM, From and X-OriginatorOrg.",
              example = "[example.org]")
          List<String> senderDomains,
      @Doc("A header that the transport rule sets, with a secret value; removed before it goes on.")
          Optional<SecretHeader> secretHeader,
      @Doc("Addresses it comes from; empty takes the list that was shipped or refreshed.")
          @Default("[]")
          List<Cidr> networks,
      @Doc("Whether a trusted client certificate with one of the names must be shown.")
          @Default("record")
          CertificateDemand clientCertificate,
      @Doc("Names of that certificate.")
          @Default("[mail.protection.outlook.com, mail.protection.office365.us]")
          List<String> certificateNames,
      @Doc("Take mail that the tenant's own servers relayed (AuthAs other than Internal).")
          @Default("false")
          boolean allowHybrid,
      @Doc(
              "Whether a valid DKIM signature of a sender domain is needed; without a key of its own"
                  + " the tenant signs as its onmicrosoft.com domain, which must then be one of them.")
          @Default("off")
          DkimDemand dkim,
      @Doc("Sessions at once.") @Default("500") @Range(min = "1", max = "100000") int sessions)
      implements UpstreamSettings {
    private static final Pattern GUID =
        Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    public Microsoft365 {
      if (tenants.isEmpty() || !tenants.stream().allMatch(t -> GUID.matcher(t).matches())) {
        throw new IllegalArgumentException(
            "tenants: one or more tenant ids are needed, as in"
                + " 01234567-89ab-cdef-0123-456789abcdef");
      }
      requireDomains(senderDomains);
      requireSecret(secretHeader);
    }
  }

  /** Google Workspace through a route or an outbound gateway. */
  record Google(
      @Doc(value = "A name for logs, policies and audit.", example = "workspace") String name,
      @Doc(
              value = "The organisation's domains: for MAIL FROM, From and DKIM.",
              example = "[example.org]")
          List<String> senderDomains,
      @Doc("A header that the routing rule adds, with a secret value; removed before it goes on.")
          Optional<SecretHeader> secretHeader,
      @Doc("Addresses it comes from; empty takes the list that was shipped or refreshed.")
          @Default("[]")
          List<Cidr> networks,
      @Doc("Whether a trusted client certificate with one of the names must be shown.")
          @Default("record")
          CertificateDemand clientCertificate,
      @Doc("Names of that certificate.") @Default("[smtp.gmail.com]") List<String> certificateNames,
      @Doc("Whether a valid DKIM signature of a sender domain or its gappssmtp alias is needed.")
          @Default("required")
          DkimDemand dkim,
      @Doc("Sessions at once.") @Default("500") @Range(min = "1", max = "100000") int sessions)
      implements UpstreamSettings {
    public Google {
      requireDomains(senderDomains);
      requireSecret(secretHeader);
    }
  }

  /** Programs that prove themselves with SMTP AUTH or a client certificate. */
  record Application(
      @Doc(value = "A name for logs, policies and audit.", example = "laboratory") String name,
      @Doc("Its accounts.") List<Account> accounts,
      @Doc("Domains its accounts may use in MAIL FROM; empty allows all. <> is always allowed.")
          @Default("[]")
          List<String> senderDomains,
      @Doc("Where its connections must come from; empty for anywhere.") @Default("[]")
          List<Cidr> networks,
      @Doc("Sessions at once.") @Default("200") @Range(min = "1", max = "100000") int sessions)
      implements UpstreamSettings {
    public Application {
      if (accounts.isEmpty()) {
        throw new IllegalArgumentException("accounts: one or more are needed");
      }
    }

    @Override
    public Optional<SecretHeader> secretHeader() {
      return Optional.empty();
    }
  }

  /** Relays of our own networks. */
  record Network(
      @Doc(value = "A name for logs, policies and audit.", example = "mail-server") String name,
      @Doc(
              value = "Networks its connections come from, in CIDR notation.",
              example = "[10.1.2.0/24]")
          List<Cidr> networks,
      @Doc("A header with a secret value that every message must carry; removed before it goes on.")
          Optional<SecretHeader> secretHeader,
      @Doc(
              "SHA-256 of the public keys (SPKI, base64) of client certificates, one of which it must"
                  + " show.")
          @Default("[]")
          List<String> clientKeys,
      @Doc("Domains it may use in MAIL FROM; empty allows all. <> is always allowed.")
          @Default("[]")
          List<String> senderDomains,
      @Doc(
              "Trust a public network by address alone. Every tenant of a shared service can then relay.")
          @Default("false")
          boolean trustPublicAddressAlone,
      @Doc("Sessions at once.") @Default("500") @Range(min = "1", max = "100000") int sessions)
      implements UpstreamSettings {
    public Network {
      if (networks.isEmpty()) {
        throw new IllegalArgumentException("networks: one or more are needed");
      }
      boolean addressAlone = secretHeader.isEmpty() && clientKeys.isEmpty();
      if (addressAlone
          && !trustPublicAddressAlone
          && networks.stream().anyMatch(n -> !n.isPrivate())) {
        throw new IllegalArgumentException(
            "a public network needs secret_header or client_keys: an address alone does not"
                + " authorise a relay (or accept the risk with trust_public_address_alone: true)");
      }
    }
  }

  /**
   * What is asked of a provider's client certificate, which proves the provider, not the tenant.
   */
  enum CertificateDemand {
    /** Asked for and recorded. */
    RECORD,
    /** Without it, or with one of another name, nothing is taken. */
    REQUIRE
  }

  /** What is asked of DKIM. */
  enum DkimDemand {
    OFF,
    REQUIRED
  }

  /** A header that proves the upstream. */
  record SecretHeader(
      @Doc(value = "The field's name.", example = "X-Postern-Upstream") String name,
      @Doc(
              value = "Accepted values; two during a rotation. Either these or a file.",
              example = "[{file: keys/upstream-secret}]")
          @Default("[]")
          List<Secret> values,
      @Doc(
              value =
                  "A file with an accepted value on each line; read again when it changes, so that a"
                      + " rotation needs no restart.",
              example = "keys/upstream.secrets")
          Optional<Path> file) {
    public SecretHeader {
      if (values.isEmpty() == file.isEmpty()) {
        throw new IllegalArgumentException("either values or file is needed");
      }
      if (values.stream().anyMatch(v -> v.reveal().length() < SecretFile.MINIMUM_LENGTH)) {
        throw new IllegalArgumentException("values of at least 16 characters are needed");
      }
    }
  }

  /** An account: proved by a password, by SCRAM, or by a client certificate. */
  record Account(
      @Doc(value = "The authentication identity.", example = "application") String user,
      @Doc(
              value = "Argon2id hash in PHC form, for PLAIN and LOGIN.",
              example = "{file: keys/application.argon2id}")
          Optional<Secret> password,
      @Doc(
              value =
                  "SCRAM-SHA-256 verifier, SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>.",
              example = "{file: keys/application.scram}")
          Optional<Secret> scram,
      @Doc(
              "SHA-256 of the public keys (SPKI, base64) of client certificates that prove it without"
                  + " a password.")
          @Default("[]")
          List<String> clientKeys,
      @Doc("Domains it may use in MAIL FROM; empty takes those of the upstream.") @Default("[]")
          List<String> senderDomains,
      @Doc("Messages in an hour; more are answered 450.")
          @Default("10000")
          @Range(min = "1", max = "10000000")
          int messagesPerHour,
      @Doc("Recipients in an hour; more are answered 452.")
          @Default("50000")
          @Range(min = "1", max = "10000000")
          int recipientsPerHour) {
    public Account {
      if (password.isEmpty() && scram.isEmpty() && clientKeys.isEmpty()) {
        throw new IllegalArgumentException("one of password, scram, client_keys is needed");
      }
    }
  }

  private static void requireSecret(Optional<SecretHeader> header) {
    if (header.isEmpty()) {
      throw new IllegalArgumentException(
          "secret_header: needed, for every tenant of the provider comes from the same addresses");
    }
  }

  private static void requireDomains(List<String> domains) {
    if (domains.isEmpty()) {
      throw new IllegalArgumentException(
          "sender_domains: one or more are needed, else every tenant's mail would do");
    }
  }
}
