package io.postern.policy.extract;

import io.postern.core.mime.MimePart;
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
      return Optional.of("openpgp");
    }
    boolean der = length > 32 && head[0] == 0x30;
    if (der && (holds(head, length, ENVELOPED) || holds(head, length, AUTH_ENVELOPED))) {
      return Optional.of("smime");
    }
    boolean ole = kind == FileKind.OLE || starts(head, length, 0x76, 0xe8, 0x04, 0x60);
    return ole && part.type().equals("application/x-microsoft-rpmsg-message")
        ? Optional.of("rights management")
        : Optional.empty();
  }

  private static boolean holds(byte[] head, int length, byte[] oid) {
    for (int from = 2; from + oid.length <= Math.min(length, 48); from++) {
      if (java.util.Arrays.equals(head, from, from + oid.length, oid, 0, oid.length)) {
        return true;
      }
    }
    return false;
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
