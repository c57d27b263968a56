package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.keys.HarvestedKeys;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import java.util.List;

/** What came with mail of the recipient's own; asks nobody outside. */
public final class HarvestedSource implements KeySource {
  private final Source source;
  private final KeyKind kind;
  private final HarvestedKeys keys;

  private HarvestedSource(Source source, KeyKind kind, HarvestedKeys keys) {
    this.source = source;
    this.kind = kind;
    this.keys = keys;
  }

  /** Certificates out of signatures. */
  public static HarvestedSource ofSignatures(HarvestedKeys keys) {
    return new HarvestedSource(Source.HARVESTED, KeyKind.SMIME, keys);
  }

  /** OpenPGP keys out of header fields (Autocrypt Level 1). */
  public static HarvestedSource ofAutocrypt(HarvestedKeys keys) {
    return new HarvestedSource(Source.AUTOCRYPT, KeyKind.OPENPGP, keys);
  }

  @Override
  public Source source() {
    return source;
  }

  @Override
  public String service(Mailbox recipient) {
    return "store";
  }

  @Override
  public SourceAnswer ask(Query query) {
    return keys.of(kind, query.recipient())
        .<SourceAnswer>map(h ->
            new SourceAnswer.Found(
                "mail of " + h.sent() + ", " + h.proof(), List.of(h.key()), Voucher.SIGNED_MAIL))
        .orElseGet(() -> new SourceAnswer.None("", "no signed mail of this address was seen"));
  }
}
