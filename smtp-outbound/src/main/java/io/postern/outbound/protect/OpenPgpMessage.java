package io.postern.outbound.protect;

import io.postern.core.keys.OpenPgpKey;
import io.postern.core.keys.OpenPgpSigner;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcePGPDataEncryptorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One armored OpenPGP message: encrypted(one-pass signature, literal, signature). Never compressed:
 * GnuPG, RNP and Sequoia do not accept the signature of a message that is. Version 2 of the
 * encrypted data packet only for who says that they read it, and never LibrePGP's OCB packet, which
 * Sequoia and rPGP cannot read.
 *
 * <p>Standards: RFC 9580 5.13 (encrypted data), 10.3 (message grammar), 6.2 (armor).
 */
final class OpenPgpMessage {
  /** Partial body lengths and AEAD chunks, in bytes. */
  static final int CHUNK = 1 << 16;

  /**
   * A chunk holds 2^16 bytes; Bouncy Castle writes 16 - 6 into the packet (RFC 9580 5.13.2). With
   * its own 2^6 a quarter of the message would be tags.
   */
  private static final int AEAD_CHUNK_BITS = 16;

  private OpenPgpMessage() {}

  /**
   * A message that was written.
   *
   * @param key what it is opened with again
   * @param enclosed what must be inside
   */
  record Made(PGPSessionKey key, Enclosed enclosed) {}

  /** Writes the message. */
  static Made write(
      OutputStream out, Payload payload, OpenPgpKey key, Optional<OpenPgpSigner> signer)
      throws IOException {
    try (Armor armor = new Armor(out, payload.most())) {
      return encrypt(armor, payload, key, signer);
    } catch (PGPException e) {
      throw new IOException("the OpenPGP message cannot be made", e);
    }
  }

  private static Made encrypt(
      OutputStream armor, Payload payload, OpenPgpKey key, Optional<OpenPgpSigner> signer)
      throws IOException, PGPException {
    PGPEncryptedDataGenerator generator = new PGPEncryptedDataGenerator(encryption(key));
    generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(key.encryption()));
    AtomicReference<@Nullable PGPSessionKey> session = new AtomicReference<>();
    generator.setSessionKeyExtractionCallback(session::set);
    Enclosed enclosed;
    try (OutputStream encrypted = generator.open(armor, new byte[CHUNK])) {
      enclosed =
          signer.isPresent()
              ? signed(encrypted, payload, signer.get())
              : literal(encrypted, payload);
    }
    return new Made(Objects.requireNonNull(session.get()), enclosed);
  }

  /** Version 1 runs on the JDK's AES; OCB exists in Bouncy Castle only. */
  private static PGPDataEncryptorBuilder encryption(OpenPgpKey key) {
    if (key.seipdV2()) {
      return new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
          .setWithAEAD(AEADAlgorithmTags.OCB, AEAD_CHUNK_BITS)
          .setUseV6AEAD();
    }
    return new JcePGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
        .setWithIntegrityPacket(true);
  }

  private static Enclosed signed(OutputStream out, Payload payload, OpenPgpSigner signer)
      throws IOException, PGPException {
    PGPSignatureGenerator signature = generator(signer);
    signature.generateOnePassVersion(false).encode(out);
    PGPLiteralDataGenerator literal = new PGPLiteralDataGenerator();
    Enclosed enclosed;
    try (OutputStream content = openLiteral(literal, out)) {
      Streams.Measuring plain =
          new Streams.Measuring(new Streams.Tee(content, new Updating(signature)));
      payload.writeTo(plain);
      enclosed = plain.measured();
    }
    signature.generate().encode(out);
    return enclosed;
  }

  private static Enclosed literal(OutputStream out, Payload payload) throws IOException {
    PGPLiteralDataGenerator literal = new PGPLiteralDataGenerator();
    try (OutputStream content = openLiteral(literal, out)) {
      Streams.Measuring plain = new Streams.Measuring(content);
      payload.writeTo(plain);
      return plain.measured();
    }
  }

  /** No file name and no date: both would say something that nobody asked for. */
  private static OutputStream openLiteral(PGPLiteralDataGenerator literal, OutputStream out)
      throws IOException {
    return literal.open(out, PGPLiteralData.BINARY, "", new Date(0), new byte[CHUNK]);
  }

  private static PGPSignatureGenerator generator(OpenPgpSigner signer) throws PGPException {
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(
                signer.publicKey().getAlgorithm(), HashAlgorithmTags.SHA256),
            signer.publicKey());
    generator.init(PGPSignature.BINARY_DOCUMENT, signer.privateKey());
    PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
    subpackets.setIssuerFingerprint(false, signer.publicKey());
    if (signer.publicKey().getVersion() == PublicKeyPacket.VERSION_4) {
      subpackets.setIssuerKeyID(false, signer.publicKey().getKeyID());
    }
    generator.setHashedSubpackets(subpackets.generate());
    return generator;
  }

  /** Feeds a signature. */
  private static final class Updating extends OutputStream {
    private final PGPSignatureGenerator signature;

    Updating(PGPSignatureGenerator signature) {
      this.signature = signature;
    }

    @Override
    public void write(int b) {
      signature.update((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      signature.update(bytes, offset, length);
    }
  }
}
