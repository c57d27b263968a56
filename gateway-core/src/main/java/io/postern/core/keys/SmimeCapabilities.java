package io.postern.core.keys;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.smime.SMIMECapability;

/**
 * What a correspondent's program can read, as it said in a signature (RFC 8551 2.5.2).
 *
 * @param names in the order of preference: the object identifier in dots, and behind a colon the
 *     DER of its parameters in lower-case hex where there are some
 * @param signedAt the time of that signature
 */
public record SmimeCapabilities(List<String> names, Instant signedAt) {
  /** More than any program lists. */
  static final int MOST = 64;

  private static final int LONGEST_PARAMETERS = 256;

  public SmimeCapabilities {
    names = List.copyOf(names);
  }

  /**
   * Reads the value of the attribute.
   *
   * @throws IllegalArgumentException where it is malformed or beyond all measure
   */
  public static SmimeCapabilities of(byte[] der, Instant signedAt) {
    try {
      ASN1Sequence all = ASN1Sequence.getInstance(der);
      if (all.size() > MOST) {
        throw new IllegalArgumentException("too many capabilities");
      }
      List<String> names = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        names.add(name(SMIMECapability.getInstance(all.getObjectAt(i))));
      }
      return new SmimeCapabilities(names, signedAt);
    } catch (IOException | ClassCastException | IllegalStateException e) {
      throw new IllegalArgumentException("not a list of capabilities", e);
    }
  }

  private static String name(SMIMECapability capability) throws IOException {
    String id = capability.getCapabilityID().getId();
    if (capability.getParameters() == null) {
      return id;
    }
    byte[] parameters = capability.getParameters().toASN1Primitive().getEncoded(ASN1Encoding.DER);
    if (parameters.length > LONGEST_PARAMETERS) {
      throw new IllegalArgumentException("parameters too long");
    }
    return id + ":" + HexFormat.of().formatHex(parameters);
  }
}
