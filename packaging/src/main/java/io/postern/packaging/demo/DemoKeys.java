package io.postern.packaging.demo;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.SignatureParameters;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.bouncycastle.openpgp.operator.PGPKeyPairGenerator;

/**
 * The recipients' own keys, public and private.
 *
 * @param smime identities by address
 * @param openPgp keys by address
 */
public record DemoKeys(Map<String, DemoIdentity> smime, Map<String, OpenPgp> openPgp) {
  /**
   * A transferable key in ASCII armor.
   *
   * @param certificate public part
   * @param secret private part, without passphrase
   */
  public record OpenPgp(String certificate, String secret) {}

  public DemoKeys {
    smime = Map.copyOf(smime);
    openPgp = Map.copyOf(openPgp);
  }

  /** Makes a key for everybody in {@code messages} whose domain has such keys. */
  static DemoKeys make(DemoAuthority authority, List<DemoMessage> messages) {
    return new DemoKeys(
        everybody(messages, DemoDomain.SMIME, authority::mailbox),
        everybody(messages, DemoDomain.OPENPGP, DemoKeys::openPgp));
  }

  private static <K> Map<String, K> everybody(
      List<DemoMessage> messages, DemoDomain domain, Function<String, K> key) {
    return messages.stream()
        .flatMap(m -> m.to().stream())
        .filter(to -> DemoDomain.of(to) == domain)
        .distinct()
        .collect(Collectors.toMap(to -> to, key));
  }

  /**
   * A version 4 key with the algorithm numbers that GnuPG 2.2 and Thunderbird read (22 and 18; RFC
   * 9580 renumbered them to 27 and 25).
   */
  public static OpenPgp openPgp(String address) {
    try {
      OpenPGPKey key =
          new BcOpenPGPApi()
              .generateKey(4)
              .withPrimaryKey(
                  PGPKeyPairGenerator::generateLegacyEd25519KeyPair, onlyModificationDetection())
              .addUserId("<" + address + ">")
              .addEncryptionSubkey(PGPKeyPairGenerator::generateLegacyX25519KeyPair)
              .build();
      return new OpenPgp(key.toCertificate().toAsciiArmoredString(), key.toAsciiArmoredString());
    } catch (PGPException | IOException e) {
      throw new IllegalStateException("the OpenPGP key cannot be made", e);
    }
  }

  /** As GnuPG 2.2 says of itself; who advertises version 2 of the encrypted packet is sent it. */
  private static SignatureParameters.Callback onlyModificationDetection() {
    return SignatureParameters.Callback.Util.modifyHashedSubpackets(subpackets -> {
      subpackets.removePacketsOfType(SignatureSubpacketTags.FEATURES);
      subpackets.setFeature(false, Features.FEATURE_MODIFICATION_DETECTION);
      return subpackets;
    });
  }
}
