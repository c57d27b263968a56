package io.postern.core.keys;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * Revocations in a stranger's copy of a key, of which only those count that the key made itself:
 * they are remembered for good, and whoever could forge one would shut the key out everywhere.
 *
 * <p>Standards: RFC 9580 5.2.1 (types of signatures), 5.2.4 (what each is made over).
 */
final class OwnRevocations {
  private OwnRevocations() {}

  /** The copy without revocations that its primary key did not make. */
  static PGPPublicKeyRing alone(PGPPublicKeyRing ring) {
    PGPPublicKey primary = ring.getPublicKey();
    PGPPublicKeyRing clean = ring;
    for (PGPPublicKey key : ring) {
      PGPPublicKey kept = key;
      for (PGPSignature revocation : of(key)) {
        if (!isMade(() -> revocation.verifyCertification(primary, key), revocation, primary)
            && !isMade(() -> revocation.verifyCertification(primary), revocation, primary)) {
          kept = removed(kept, revocation);
        }
      }
      kept = withoutForgedOfNames(kept, primary);
      clean = PGPPublicKeyRing.insertPublicKey(clean, kept);
    }
    return clean;
  }

  private static PGPPublicKey removed(PGPPublicKey key, PGPSignature signature) {
    PGPPublicKey without = PGPPublicKey.removeCertification(key, signature);
    return without == null ? key : without;
  }

  private static List<PGPSignature> of(PGPPublicKey key) {
    int type = key.isMasterKey() ? PGPSignature.KEY_REVOCATION : PGPSignature.SUBKEY_REVOCATION;
    List<PGPSignature> found = new ArrayList<>();
    key.getSignaturesOfType(type).forEachRemaining(found::add);
    return found;
  }

  private static PGPPublicKey withoutForgedOfNames(PGPPublicKey key, PGPPublicKey primary) {
    PGPPublicKey kept = key;
    List<String> names = new ArrayList<>();
    key.getUserIDs().forEachRemaining(names::add);
    for (String name : names) {
      Iterator<PGPSignature> signatures = key.getSignaturesForID(name);
      while (signatures.hasNext()) {
        PGPSignature signature = signatures.next();
        if (signature.getSignatureType() == PGPSignature.CERTIFICATION_REVOCATION
            && !isMade(() -> signature.verifyCertification(name, primary), signature, primary)) {
          PGPPublicKey without = PGPPublicKey.removeCertification(kept, name, signature);
          kept = without == null ? kept : without;
        }
      }
    }
    return kept;
  }

  private interface Verification {
    boolean holds() throws PGPException;
  }

  private static boolean isMade(
      Verification verification, PGPSignature signature, PGPPublicKey primary) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), primary);
      return verification.holds();
    } catch (PGPException | RuntimeException e) {
      return false; // not for this kind of key, or nothing that the key could have made
    }
  }
}
