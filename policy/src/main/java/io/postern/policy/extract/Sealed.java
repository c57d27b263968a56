package io.postern.policy.extract;

import io.postern.core.mime.MimePart;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * The text in the clear of a part that is encrypted from its first byte to its last.
   *
   * @param by {@code smime} or {@code rights management}
   */
  record Found(String by, String text) {}

  /** Whether a part that begins so may be encrypted as a whole. */
  static boolean begins(MimePart part, byte[] head, int length, FileKind kind) {
    boolean declared = part.mediaType().equals("text");
    return kind == FileKind.UNKNOWN
        && !declared
        && (isContentInfo(head, length) || isRightsManaged(part, head, length));
  }

  /**
   * Reads such a part.
   *
   * @param mostBytes of a message under rights management, which is unpacked in memory
   * @return null where anything in it is not as its form wants it
   */
  static @Nullable Found read(byte[] head, int length, InputStream whole, long mostBytes)
      throws IOException {
    if (!RightsManaged.begins(head, length)) {
      String text = Envelope.textOf(new BufferedInputStream(whole));
      return text == null ? null : new Found("smime", text);
    }
    byte[] all = whole.readNBytes((int) Math.min(mostBytes + 1, Integer.MAX_VALUE - 16));
    String text = all.length > mostBytes ? null : RightsManaged.textOf(all, all.length);
    return text == null ? null : new Found("rights management", text);
  }

  private static boolean isRightsManaged(MimePart part, byte[] head, int length) {
    return part.type().equals("application/x-microsoft-rpmsg-message")
        && RightsManaged.begins(head, length);
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
}
