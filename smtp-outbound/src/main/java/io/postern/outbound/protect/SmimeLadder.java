package io.postern.outbound.protect;

import io.postern.config.settings.EncryptionSettings.Content;
import io.postern.config.settings.EncryptionSettings.KeyTransport;
import io.postern.config.settings.EncryptionSettings.SmimePin;
import io.postern.core.keys.CapabilityLookup;
import io.postern.core.keys.SmimeCapabilities;
import io.postern.core.model.Mailbox;
import io.postern.outbound.protect.SmimeSuite.Rung;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;

/**
 * Chooses the algorithms for a recipient: what policy says, else what the recipient's program said
 * of itself, else what every program reads. RFC 8551 would have AES-GCM for strangers; nearly
 * nobody could read that.
 *
 * <p>Standards: RFC 8551 2.7.1 (the first of the recipient's capabilities that we make), RFC 4055
 * 4.1 (RSA-OAEP). Safe for use by many threads.
 */
public final class SmimeLadder {
  private static final Map<String, Content> CIPHERS =
      Map.of(
          CMSAlgorithm.AES256_CBC.getId(), Content.AES_256_CBC,
          CMSAlgorithm.AES128_GCM.getId(), Content.AES_128_GCM,
          CMSAlgorithm.AES256_GCM.getId(), Content.AES_256_GCM);

  private static final String OAEP = PKCSObjectIdentifiers.id_RSAES_OAEP + ":";

  private final List<SmimePin> pins;
  private final CapabilityLookup capabilities;

  /**
   * @param pins the first that fits counts
   */
  public SmimeLadder(List<SmimePin> pins, CapabilityLookup capabilities) {
    this.pins = List.copyOf(pins);
    this.capabilities = capabilities;
  }

  SmimeSuite suite(Mailbox recipient) {
    return pinned(recipient)
        .or(() -> capabilities.of(recipient).map(SmimeLadder::harvested))
        .orElse(SmimeSuite.DEFAULT);
  }

  private Optional<SmimeSuite> pinned(Mailbox recipient) {
    return pins.stream()
        .filter(pin -> pin.covers(recipient.address(), recipient.domain()))
        .findFirst()
        .map(pin -> new SmimeSuite(pin.content(), pin.keyTransport(), Rung.POLICY));
  }

  private static SmimeSuite harvested(SmimeCapabilities known) {
    Optional<Content> content =
        known.names().stream().flatMap(name -> cipher(name).stream()).findFirst();
    boolean oaep = known.names().stream().anyMatch(SmimeLadder::isOaepWithSha256);
    return content
        .map(cipher ->
            new SmimeSuite(
                cipher, oaep ? KeyTransport.RSA_OAEP : KeyTransport.RSA_PKCS1, Rung.CAPABILITIES))
        .orElse(SmimeSuite.DEFAULT);
  }

  private static Optional<Content> cipher(String name) {
    return Optional.ofNullable(CIPHERS.get(name.replaceFirst(":.*", "")));
  }

  /** With SHA-1, which is what no parameters mean, it would not be worth a reader that fails. */
  private static boolean isOaepWithSha256(String name) {
    if (!name.startsWith(OAEP)) {
      return false;
    }
    try {
      byte[] parameters = HexFormat.of().parseHex(name.substring(OAEP.length()));
      RSAESOAEPparams oaep = RSAESOAEPparams.getInstance(parameters);
      AlgorithmIdentifier mask =
          AlgorithmIdentifier.getInstance(oaep.getMaskGenAlgorithm().getParameters());
      return oaep.getHashAlgorithm().getAlgorithm().equals(NISTObjectIdentifiers.id_sha256)
          && mask.getAlgorithm().equals(NISTObjectIdentifiers.id_sha256);
    } catch (IllegalArgumentException | ClassCastException e) {
      // A stranger wrote it; what cannot be read is nothing that we could make.
      return false;
    }
  }
}
