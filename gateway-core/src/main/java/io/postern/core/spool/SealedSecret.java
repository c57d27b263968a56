package io.postern.core.spool;

import io.postern.core.seal.DamagedException;
import io.postern.core.seal.DataKey;
import io.postern.core.seal.KeyWrap;
import io.postern.core.seal.Opener;
import io.postern.core.seal.Sealer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;

/**
 * A short secret in one piece: the number of the key-encryption key, the secret's length, its data
 * key wrapped, and the secret sealed under that key.
 */
final class SealedSecret {
  /** Longest secret in bytes: what fits into one piece. */
  static final int LONGEST = 128 << 10;

  private static final int HEAD = Long.BYTES + Integer.BYTES + KeyWrap.LENGTH;

  private SealedSecret() {}

  static byte[] seal(long kek, KeyWrap epoch, DataKey key, byte[] secret, String context) {
    if (secret.length > LONGEST) {
      throw new IllegalArgumentException("a secret has at most " + LONGEST + " bytes");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(HEAD + secret.length + 256);
    ByteBuffer numbers = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
    out.writeBytes(numbers.putLong(kek).putInt(secret.length).array());
    out.writeBytes(epoch.wrap(key, context + " " + secret.length));
    out.writeBytes(piece(key, secret, context));
    return out.toByteArray();
  }

  static byte[] open(byte[] sealed, LongFunction<KeyWrap> epochs, String context)
      throws DamagedException {
    if (sealed.length < HEAD) {
      throw new DamagedException("the sealed secret is cut off");
    }
    ByteBuffer in = ByteBuffer.wrap(sealed);
    KeyWrap epoch = epochs.apply(in.getLong());
    int length = in.getInt();
    byte[] wrapped = new byte[KeyWrap.LENGTH];
    in.get(wrapped);
    byte[] piece = new byte[in.remaining()];
    in.get(piece);
    try (DataKey key = epoch.unwrap(wrapped, context + " " + length);
        Opener opener = new Opener(key, context, length, seq -> seq == 0 ? piece : null)) {
      return opener.readAllBytes();
    } catch (DamagedException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private static byte[] piece(DataKey key, byte[] secret, String context) {
    try {
      Sealer sealer =
          new Sealer(
              key,
              context,
              (seq, piece) -> {
                throw new IOException("a secret is one piece");
              });
      sealer.write(secret, 0, secret.length);
      return sealer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }
}
