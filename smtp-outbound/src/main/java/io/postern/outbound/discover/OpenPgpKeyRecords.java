package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.core.port.KeyRecords;
import java.util.List;

/** OpenPGP keys in the DNS of the recipient's domain, where DNSSEC proves them (RFC 7929). */
public final class OpenPgpKeyRecords implements KeySource {
  private final KeyRecords dns;

  public OpenPgpKeyRecords(KeyRecords dns) {
    this.dns = dns;
  }

  @Override
  public Source source() {
    return Source.OPENPGPKEY;
  }

  @Override
  public String service(Mailbox recipient) {
    return recipient.domain();
  }

  @Override
  public SourceAnswer ask(Query query) {
    return SignedRecords.ask(
        dns,
        PublishedName.openPgpKey(query.recipient()),
        dns::openPgpKeys,
        OpenPgpKeyRecords::keys);
  }

  private static SourceAnswer keys(String name, List<byte[]> keys) {
    return new SourceAnswer.Found(name, keys, Voucher.SIGNED_RECORD);
  }
}
