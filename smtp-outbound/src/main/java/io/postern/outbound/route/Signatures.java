package io.postern.outbound.route;

import io.postern.config.settings.DnsSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * How answers of the DNS are proved, and by which names it is found out whether that works.
 *
 * @param anchors files with DS or DNSKEY records in zone format; empty for the keys of the root
 *     that this program knows
 * @param signedName a name whose DNSKEY records exist and are signed, as in {@code .}
 * @param forgedName a name whose address records are signed wrongly, so that no honest validation
 *     lets them through
 */
public record Signatures(
    DnsSettings.Dnssec mode, List<Path> anchors, String signedName, String forgedName) {
  /** Nothing is proved. */
  public static final Signatures OFF = new Signatures(DnsSettings.Dnssec.OFF, List.of(), ".", ".");

  public Signatures {
    anchors = List.copyOf(anchors);
  }
}
