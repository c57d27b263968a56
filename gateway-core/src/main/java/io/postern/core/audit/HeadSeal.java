package io.postern.core.audit;

import io.postern.core.seal.RootKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The MAC over the end of a chain. Hashes alone would let whoever can write the database cut links
 * off the end, or rewrite the whole chain. Thread-safe.
 */
public final class HeadSeal {
  private final SecretKey key;

  public HeadSeal(RootKey root) {
    key = root.derive("postern audit head 1", "HmacSHA256");
  }

  /** The MAC of a head. */
  public byte[] mac(ChainHead head) {
    String text =
        String.join(
            "\n",
            "postern audit head 1",
            head.stream(),
            Long.toString(head.seq()),
            HexFormat.of().formatHex(head.hash()));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }

  /** True where the MAC is that of this head under our root key. */
  public boolean matches(ChainHead head, byte[] mac) {
    return MessageDigest.isEqual(mac(head), mac);
  }
}
