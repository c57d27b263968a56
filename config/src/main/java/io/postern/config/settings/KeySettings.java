package io.postern.config.settings;

import io.postern.config.Cidr;
import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The directory of recipients' keys: who is believed about them. */
public record KeySettings(
    @Doc(
            "Files in PEM, or directories of such files, with authorities whose certificates are"
                + " used for recipients without being pinned, besides those that postern keys trust"
                + " names.")
        @Default("[]")
        List<Path> trustedAuthorities,
    @Doc("Trust the JDK's list of public authorities for recipients' certificates.")
        @Default("true")
        boolean publicAuthorities,
    @Doc(
            "What an unknown revocation of an S/MIME certificate means: with always no certificate"
                + " is used before its authority said that it is good, pinned or not, but for"
                + " pinned ones that issued themselves; with unpinned that goes for those that nobody"
                + " pinned, and of pinned ones only a known revocation counts; with known only a"
                + " known revocation counts; with off nobody is asked.")
        @Default("unpinned")
        Revocation revocation,
    @Doc("The longest that a delivery waits for authorities' answers about revocation.")
        @Default("10s")
        @Range(min = "1s", max = "1m")
        Duration revocationTimeout,
    @Doc("Largest CRL; it takes some ten times that of memory while it is kept.")
        @Default("2MiB")
        @Range(min = "16KiB", max = "64MiB")
        DataSize crlSize,
    @Doc("Private networks whose OCSP and CRL servers may be asked; others must be public.")
        @Default("[]")
        List<Cidr> revocationNetworks,
    @Doc("Keys that expire within this time are counted and logged about daily.")
        @Default("30d")
        @Range(min = "1d", max = "366d")
        Duration expiryWarning,
    @Doc("Keys of recipients that nobody imported.") @Default("{}") DiscoverySettings discovery) {

  /** What an unknown revocation means. */
  public enum Revocation {
    ALWAYS,
    UNPINNED,
    KNOWN,
    OFF
  }
}
