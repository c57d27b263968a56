package io.postern.core.loop;

import io.postern.core.model.MessageId;
import io.postern.core.seal.RootKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The field that every message leaves with, and by which it is known when it comes back. It names
 * our node and the message here, nothing of its content or its addresses. Whoever has no key can
 * neither make one nor alter it; one that is copied to other mail gets that held and gives nothing.
 * Thread-safe.
 */
public final class TraceField {
  /** The field's name. */
  public static final String NAME = "X-Postern-Trace";

  /** The field by which an upstream's routing rule knows what we processed. */
  public static final String PROCESSED = "X-Postern-Processed";

  /** The field that says how a message was encrypted that we opened for its recipient. */
  public static final String DECRYPTED = "X-Postern-Decrypted";

  /** The field that says what the signature inside was worth. */
  public static final String SIGNATURE = "X-Postern-Signature";

  /** Fields that mean something only where we wrote them just now; in lower case. */
  public static final List<String> OURS =
      List.of(
          "x-postern-trace", "x-postern-processed", "x-postern-decrypted", "x-postern-signature");

  private static final String PURPOSE = "postern loop trace v1";
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern FORM =
      Pattern.compile(
          "(v=1; node=[A-Za-z0-9._-]{1,63}; id=([0-9A-HJKMNP-TV-Z]{26}); t=\\d{1,15});"
              + " h=([0-9a-f]{64})");

  private final SecretKey key;
  private final String node;
  private final InstantSource clock;

  /**
   * @param root shared by all nodes of one store, so that each knows what another sent
   */
  public TraceField(RootKey root, String node, InstantSource clock) {
    this.key = root.derive(PURPOSE, ALGORITHM);
    this.node = node;
    this.clock = clock;
  }

  /** The whole field with its line ends. */
  public String of(MessageId id) {
    String said = "v=1; node=" + node + "; id=" + id + "; t=" + clock.instant().getEpochSecond();
    return NAME + ": " + said + ";\r\n h=" + HexFormat.of().formatHex(mac(said)) + "\r\n";
  }

  /** The message here that a field's value names; empty where we did not write it. */
  public Optional<MessageId> verified(String value) {
    Matcher matcher = FORM.matcher(value.strip().replaceAll("\\s+", " ")); // relays fold anew
    if (!matcher.matches()) {
      return Optional.empty();
    }
    byte[] given = HexFormat.of().parseHex(matcher.group(3));
    return MessageDigest.isEqual(mac(matcher.group(1)), given)
        ? Optional.of(new MessageId(matcher.group(2)))
        : Optional.empty();
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
