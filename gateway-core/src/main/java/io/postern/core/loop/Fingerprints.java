package io.postern.core.loop;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Recipient;
import io.postern.core.seal.RootKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Names the same message for the same recipient: its Message-ID, the beginning of its body and the
 * address, under a key, so that memory holds nothing that tells of them. Line ends do not count,
 * because relays repair them. Thread-safe.
 */
final class Fingerprints {
  private static final String ALGORITHM = "HmacSHA256";

  /** Enough to tell apart what one program sends under one Message-ID; more is only work. */
  private static final int BODY = 4 << 10;

  private final SecretKey key;

  Fingerprints(RootKey root) {
    this.key = root.derive("postern loop duplicates v1", ALGORITHM);
  }

  /**
   * One per recipient; none for a message without a Message-ID, because different ones may be alike
   * in everything else.
   */
  List<Optional<ByteBuffer>> of(HeaderBlock header, InputStream body, List<Recipient> to)
      throws IOException {
    Optional<String> messageId = header.first("Message-ID");
    if (messageId.isEmpty()) {
      return to.stream().map(r -> Optional.<ByteBuffer>empty()).toList();
    }
    Mac message = mac();
    message.update(messageId.get().getBytes(StandardCharsets.UTF_8));
    message.update((byte) 0);
    byte[] bytes = body.readNBytes(BODY);
    message.update(bytes, 0, joinLines(bytes));
    byte[] common = message.doFinal();
    return to.stream().map(r -> Optional.of(of(common, r))).toList();
  }

  private ByteBuffer of(byte[] message, Recipient recipient) {
    Mac mac = mac();
    mac.update(message);
    String address = recipient.mailbox().inLowerCase();
    return ByteBuffer.wrap(mac.doFinal(address.getBytes(StandardCharsets.UTF_8)));
  }

  /** Moves the lines together, without their ends; gives the new length. */
  private static int joinLines(byte[] body) {
    int to = 0;
    for (byte b : body) {
      if (b != '\r' && b != '\n') {
        body[to++] = b;
      }
    }
    return to;
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
