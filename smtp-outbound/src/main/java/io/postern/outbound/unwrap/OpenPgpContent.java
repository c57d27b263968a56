package io.postern.outbound.unwrap;

import io.postern.core.keys.OpenPgpVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPMarker;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPOnePassSignature;
import org.bouncycastle.openpgp.PGPOnePassSignatureList;
import org.bouncycastle.openpgp.PGPPadding;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.jspecify.annotations.Nullable;

/**
 * What is inside the encryption: one literal, perhaps in one layer of compression, with or without
 * a signature around it, and nothing else (RFC 9580 10.3). Whatever stands beside that is refused,
 * for somebody else may have put it there.
 */
final class OpenPgpContent {
  private static final int BUFFER = 64 << 10;
  private static final int SKIPPED = 4;
  private static final Set<Integer> HASHES =
      Set.of(
          HashAlgorithmTags.SHA256,
          HashAlgorithmTags.SHA384,
          HashAlgorithmTags.SHA512,
          HashAlgorithmTags.SHA3_256,
          HashAlgorithmTags.SHA3_512);

  private final List<Budget> budgets = new ArrayList<>();
  private final List<OpenPgpVerifier> signers;
  private final OutputStream plain;

  private OpenPgpContent(Budget budget, List<OpenPgpVerifier> signers, OutputStream plain) {
    budgets.add(budget);
    this.signers = signers;
    this.plain = plain;
  }

  /** Reads all of it; what it was worth is known when the stream's integrity was checked too. */
  static Signature read(
      InputStream in, Budget budget, List<OpenPgpVerifier> signers, OutputStream plain)
      throws IOException, PGPException {
    OpenPgpContent content = new OpenPgpContent(budget, signers, plain);
    PGPObjectFactory packets = new BcPGPObjectFactory(content.budgeted(in));
    Object first = next(packets);
    Signature signature;
    if (first instanceof PGPCompressedData compressed) {
      PGPObjectFactory inner = content.inner(compressed);
      signature = content.message(inner, next(inner));
    } else {
      signature = content.message(packets, first);
    }
    OpenPgpEnvelope.require(next(packets) == null, "something behind the content");
    return signature;
  }

  private PGPObjectFactory inner(PGPCompressedData compressed) throws PGPException {
    return new BcPGPObjectFactory(budgeted(compressed.getDataStream()));
  }

  /** Each layer has its own, for a little of one can be much of the next. */
  private Budget budgeted(InputStream in) {
    Budget budget = new Budget(in);
    budgets.add(budget);
    return budget;
  }

  private Signature message(PGPObjectFactory packets, @Nullable Object first)
      throws IOException, PGPException {
    boolean announced = first instanceof PGPOnePassSignatureList;
    Announced one =
        first instanceof PGPOnePassSignatureList list ? announced(list) : Announced.NONE;
    if (!((announced ? next(packets) : first) instanceof PGPLiteralData literal)) {
      throw new IOException("no literal");
    }
    copy(literal.getInputStream(), one);
    Object last = next(packets);
    OpenPgpEnvelope.require(announced == last instanceof PGPSignatureList, "odd signatures");
    OpenPgpEnvelope.require(last == null || next(packets) == null, "more than one message");
    return last instanceof PGPSignatureList made ? one.judge(made) : Signature.NONE;
  }

  /** A signature that is to come, with the key that it must be of; without one nobody is known. */
  private record Announced(@Nullable PGPOnePassSignature digest, @Nullable OpenPgpVerifier by) {
    static final Announced NONE = new Announced(null, null);

    /** Of several nobody could say whose the message is. */
    Signature judge(PGPSignatureList made) throws PGPException {
      if (digest == null || by == null || made.size() != 1) {
        return Signature.UNVERIFIED;
      }
      PGPSignature signature = made.get(0);
      boolean document =
          signature.getSignatureType() == PGPSignature.BINARY_DOCUMENT
              || signature.getSignatureType() == PGPSignature.CANONICAL_TEXT_DOCUMENT;
      boolean asAnnounced = digest.getHashAlgorithm() == signature.getHashAlgorithm();
      if (!document || !asAnnounced || !HASHES.contains(signature.getHashAlgorithm())) {
        return Signature.UNVERIFIED;
      }
      boolean young = signature.getCreationTime().before(by.signing().getCreationTime());
      return digest.verify(signature) && !young
          ? Signature.valid(by.fingerprint())
          : Signature.INVALID;
    }
  }

  private Announced announced(PGPOnePassSignatureList list) throws PGPException {
    if (list.size() != 1) {
      return Announced.NONE;
    }
    PGPOnePassSignature one = list.get(0);
    Optional<OpenPgpVerifier> by =
        signers.stream()
            .filter(s -> s.signing().getKeyIdentifier().matchesExplicit(one.getKeyIdentifier()))
            .findFirst();
    if (by.isEmpty()) {
      return Announced.NONE;
    }
    one.init(new BcPGPContentVerifierBuilderProvider(), by.get().signing());
    return new Announced(one, by.get());
  }

  private void copy(InputStream content, Announced one) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int count;
    while ((count = content.read(buffer)) >= 0) {
      plain.write(buffer, 0, count);
      if (one.digest() != null) {
        one.digest().update(buffer, 0, count);
      }
      budgets.forEach(Budget::renew);
    }
  }

  /** The next packet that means something; markers and padding do not (RFC 9580 5.8, 5.14). */
  private static @Nullable Object next(PGPObjectFactory packets) throws IOException {
    Object packet = packets.nextObject();
    for (int i = 0;
        i < SKIPPED && (packet instanceof PGPMarker || packet instanceof PGPPadding);
        i++) {
      packet = packets.nextObject();
    }
    return packet;
  }
}
