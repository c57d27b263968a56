package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.Range;
import java.time.Duration;
import java.util.List;

/** Keys of recipients that nobody imported. */
public record DiscoverySettings(
    @Doc(
            "Look for a recipient's key where the directory has none that may be used, and only for"
                + " mail whose policy wants S/MIME or OpenPGP. Who answers for a recipient's domain then"
                + " decides which key is used.")
        @Default("false")
        boolean enabled,
    @Doc(
            "Domains whose recipients' keys are not looked for, as in example.org or .example.org"
                + " for all names below it.")
        @Default("[]")
        List<String> except,
    @Doc(
            "Where to look, in this order: ldap, smimea for S/MIME; wkd, vks, openpgpkey for"
                + " OpenPGP. vks tells a third party who is written to.")
        @Default("[ldap, smimea, wkd, openpgpkey]")
        List<Source> sources,
    @Doc("Time for all sources together; then the next protection is taken.")
        @Default("5s")
        @Range(min = "100ms", max = "1m")
        Duration timeout,
    @Doc("Time for one source.") @Default("2s") @Range(min = "100ms", max = "1m")
        Duration sourceTimeout,
    @Doc("A key that was found is looked for again after this time.")
        @Default("12h")
        @Range(min = "1m", max = "1d")
        Duration refresh,
    @Doc("Where no key was found, nobody looks again for this time.")
        @Default("1h")
        @Range(min = "0s", max = "1d")
        Duration negative,
    @Doc("A key is used for as long as this while its source does not answer.")
        @Default("3d")
        @Range(min = "0s", max = "30d")
        Duration keep,
    @Doc(value = "The verifying key server (VKS), asked only where sources has vks.")
        @Default("keys.openpgp.org")
        String vks,
    @Doc("Directories with certificates, by the domains that they answer for.") @Default("[]")
        List<LdapSettings> ldap) {
  /** Where keys are looked for. */
  public enum Source {
    /** Attributes of a directory (RFC 4523). */
    LDAP,
    /** Signed records of the DNS (RFC 8162). */
    SMIMEA,
    /** The web server of the recipient's domain (Web Key Directory). */
    WKD,
    /** A key server that proves addresses by mail. */
    VKS,
    /** Signed records of the DNS (RFC 7929). */
    OPENPGPKEY
  }
}
