package io.postern.policy.extract;

import io.postern.core.mime.MimePart;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Recognises what is encrypted already: by the bytes, because a type alone is only a claim. */
final class Sealed {
  /** id-envelopedData, 1.2.840.113549.1.7.3 (RFC 5652 6.1). */
  private static final byte[] ENVELOPED = {
    6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 7, 3
  };

  /** id-ct-authEnvelopedData, 1.2.840.113549.1.9.16.1.23 (RFC 5083 2). */
  private static final byte[] AUTH_ENVELOPED = {
    6, 11, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 9, 16, 1, 23
  };

  private Sealed() {}

  /** How the part is encrypted; empty where it is not. */
  static Optional<String> by(MimePart part, byte[] head, int length, FileKind kind) {
    if (kind == FileKind.OPENPGP) {
      return armorIsEncrypted(head, length) ? Optional.of("openpgp") : Optional.empty();
    } else if (kind != FileKind.UNKNOWN && kind != FileKind.TEXT) {
      return Optional.empty();
    } else if (isContentInfo(head, length)) {
      return Optional.of("smime");
    }
    boolean rpmsg = starts(head, length, 0x76, 0xe8, 0x04, 0x60);
    return rpmsg && part.type().equals("application/x-microsoft-rpmsg-message")
        ? Optional.of("rights management")
        : Optional.empty();
  }

  /** The first packet is a session key or encrypted data: tags 1, 3, 18, 20 (RFC 9580 5). */
  private static boolean armorIsEncrypted(byte[] head, int length) {
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1).replace("\r", "");
    int blank = text.indexOf("\n\n");
    String body = blank < 0 ? "" : text.substring(blank).stripLeading();
    if (body.length() < 4 || !body.substring(0, 4).matches("[A-Za-z0-9+/]{4}")) {
      return false;
    }
    int first = Base64.getDecoder().decode(body.substring(0, 4))[0] & 0xff;
    int tag = (first & 0x40) != 0 ? first & 0x3f : (first >> 2) & 0x0f;
    return first >= 0x80 && (tag == 1 || tag == 3 || tag == 18 || tag == 20);
  }

  /** {@code SEQUENCE { contentType, [0] { SEQUENCE ...}}} with nothing between (RFC 5652 3). */
  private static boolean isContentInfo(byte[] head, int length) {
    int oid = inside(head, length, 0, 0x30);
    for (byte[] type : List.of(ENVELOPED, AUTH_ENVELOPED)) {
      int end = oid + type.length;
      if (oid > 0 && end < length && Arrays.equals(head, oid, end, type, 0, type.length)) {
        int content = inside(head, length, end, 0xa0);
        return content > 0 && inside(head, length, content, 0x30) > 0;
      }
    }
    return false;
  }

  /** Where the content of the element with this tag begins; -1 where there is no such element. */
  private static int inside(byte[] head, int length, int at, int tag) {
    if (at + 6 > length || (head[at] & 0xff) != tag) {
      return -1;
    }
    int size = head[at + 1] & 0xff;
    int more = size <= 0x80 ? 0 : size - 0x80;
    return more > 4 ? -1 : at + 2 + more;
  }

  private static boolean starts(byte[] head, int length, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= length || (head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
