package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.HostPort;
import io.postern.config.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Name resolution. */
public record DnsSettings(
    @Doc("Resolvers as address:port; empty uses the system's.") @Default("[]")
        List<HostPort> resolvers,
    @Doc("Wait for one answer.") @Default("5s") @Range(min = "100ms", max = "1m") Duration timeout,
    @Doc("Longest time an answer is kept, whatever its TTL says.")
        @Default("1h")
        @Range(min = "0s", max = "7d")
        Duration cacheMaximum,
    @Doc(
            "How answers are proved (DNSSEC), without which there is no DANE: validate checks"
                + " signatures here, trust_ad believes the AD bit of resolvers on loopback, off"
                + " proves nothing.")
        @Default("validate")
        Dnssec dnssec,
    @Doc(
            "Files with DS or DNSKEY records in zone format to start from; empty for the root's"
                + " keys of 2017 and 2024.")
        @Default("[]")
        List<Path> trustAnchors,
    @Doc(
            "A signed name with DNSKEY records. Where it cannot be proved there is an alarm, and DANE is"
                + " off if it never could.")
        @Default(".")
        String signedName,
    @Doc("A name with wrong signatures. Where it gets through, DANE is off, with an alarm.")
        @Default("dnssec-failed.org")
        String forgedName) {
  /** How answers of the DNS are proved. */
  public enum Dnssec {
    /** By their signatures, checked here. */
    VALIDATE,
    /** By the word of a resolver on this machine. */
    TRUST_AD,
    /** Not at all. */
    OFF
  }
}
