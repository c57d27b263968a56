package io.postern.core.keys;

import io.postern.core.model.Mailbox;
import io.postern.core.store.Database;
import io.postern.core.store.KeyStore;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPUserAttributeSubpacketVector;

/**
 * The public halves of our own keys as others are to find them, one for each address: an OpenPGP
 * certificate with that address's user IDs alone, so that nobody learns of the others. Safe for use
 * by many threads.
 */
public final class OwnKeys {
  /**
   * A key to publish.
   *
   * @param publicPart an OpenPGP certificate in binary, or one X.509 certificate in DER
   */
  public record Own(KeyKind kind, Mailbox address, String fingerprint, byte[] publicPart) {}

  private final KeyDirectory directory;
  private final Database database;
  private final InstantSource clock;

  public OwnKeys(KeyDirectory directory, Database database, InstantSource clock) {
    this.directory = directory;
    this.database = database;
    this.clock = clock;
  }

  /**
   * Those that we hold private halves of, and that may be used now; keys of whole domains are not
   * anybody's and left out.
   */
  public List<Own> all() {
    List<Own> all = new ArrayList<>();
    for (KeyEntry entry : directory.list()) {
      if (entry.purpose() == KeyPurpose.SIGN && entry.refusal().isEmpty()) {
        entry.addresses().stream()
            .filter(MailName::isAddress)
            .map(Mailbox::parse)
            .forEach(address -> own(entry, address).ifPresent(all::add));
      }
    }
    return all;
  }

  private Optional<Own> own(KeyEntry entry, Mailbox address) {
    KeyStore.Id id =
        new KeyStore.Id(entry.kind().label(), entry.purpose().label(), entry.fingerprint());
    return database
        .read(c -> KeyStore.byId(c, id))
        .flatMap(kept -> publicPart(entry.kind(), kept.row().publicPart(), address))
        .map(part -> new Own(entry.kind(), address, entry.fingerprint(), part));
  }

  /** Empty where nobody could encrypt with it to the address now. */
  private Optional<byte[]> publicPart(KeyKind kind, byte[] filed, Mailbox address) {
    try {
      String name = MailName.normal(address.address());
      if (StoredKey.ofPublicPart(kind, filed)
          .refusedForEncryption(name, clock.instant())
          .isPresent()) {
        return Optional.empty();
      }
      return switch (kind) {
        case SMIME -> Optional.of(SmimeFile.certificate(filed).leaf().getEncoded());
        case OPENPGP -> Optional.of(withoutOthers(filed, name));
      };
    } catch (KeyImportException | CertificateEncodingException | IOException e) {
      throw new IllegalStateException("a key in the directory can be read", e);
    }
  }

  /** draft-koch-openpgp-webkey-service 5: user IDs of others must not be published. */
  private static byte[] withoutOthers(byte[] filed, String address)
      throws KeyImportException, IOException {
    PGPPublicKeyRing ring = OpenPgpFile.certificate(filed).getPGPPublicKeyRing();
    PGPPublicKey primary = ring.getPublicKey();
    List<String> userIds = new ArrayList<>();
    primary.getUserIDs().forEachRemaining(userIds::add);
    for (String userId : userIds) {
      if (!MailName.ofUserId(userId).equals(Optional.of(address))) {
        primary = PGPPublicKey.removeCertification(primary, userId);
      }
    }
    List<PGPUserAttributeSubpacketVector> pictures = new ArrayList<>();
    primary.getUserAttributes().forEachRemaining(pictures::add);
    for (PGPUserAttributeSubpacketVector picture : pictures) {
      primary = PGPPublicKey.removeCertification(primary, picture);
    }
    return PGPPublicKeyRing.insertPublicKey(ring, primary).getEncoded();
  }
}
