package io.postern.policy.extract;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a file is by its first bytes, whatever its name and type say. */
public enum FileKind {
  TEXT("text"),
  PDF("pdf"),
  ZIP("zip or office document"),
  OLE("old office document or outlook message"),
  RTF("rtf"),
  GZIP("gzip"),
  SEVEN_ZIP("7z"),
  RAR("rar"),
  BZIP2("bzip2"),
  XZ("xz"),
  TAR("tar"),
  TNEF("winmail.dat"),
  /** An image of a person's body with the person's data in its header. */
  DICOM("dicom"),
  OPENPGP("openpgp message"),
  IMAGE("image"),
  AUDIO("audio"),
  VIDEO("video"),
  UNKNOWN("unknown binary");

  /** How many bytes are looked at. */
  public static final int HEAD = 4096;

  private final String label;

  FileKind(String label) {
    this.label = label;
  }

  /** As in {@code unscanned} and in the audit trail. */
  public String label() {
    return label;
  }

  /** True where a part of this type is declared as what its bytes are. */
  boolean agrees(String mediaType) {
    boolean sound = mediaType.equals("audio") || mediaType.equals("video");
    return this == IMAGE ? mediaType.equals("image") : media() && sound;
  }

  /** True where only a person can see or hear what is inside. */
  public boolean media() {
    return this == IMAGE || this == AUDIO || this == VIDEO;
  }

  /** Of a file that begins with these bytes; more than {@link #HEAD} are not looked at. */
  public static FileKind of(byte[] b, int length) {
    // First: the 128 octets before its magic may be those of another format (DICOM PS3.10 7.1).
    if (length >= 132 && b[128] == 'D' && b[129] == 'I' && b[130] == 'C' && b[131] == 'M') {
      return DICOM;
    }
    if (starts(b, length, "%PDF-") || within(b, Math.min(length, 1024), "%PDF-")) {
      return PDF;
    }
    FileKind packed = packed(b, length);
    if (packed != UNKNOWN) {
      return packed;
    }
    FileKind media = media(b, length);
    if (media != UNKNOWN) {
      return media;
    }
    return looksLikeText(b, Math.min(length, HEAD)) ? TEXT : UNKNOWN;
  }

  /** Marks of four bytes or more that a picture or sound does not hold by chance. */
  private static final List<String> MARKS =
      List.of("PK\3\4", "%PDF-", "Rar!\u001a", "7z\u00bc\u00af", "{\\rtf", "<html", "<HTML");

  /** True where another file is inside the bytes, for programs that look for its mark. */
  static boolean hides(byte[] b, int length) {
    return MARKS.stream().anyMatch(mark -> within(b, length, mark));
  }

  private static FileKind packed(byte[] b, int n) {
    if (starts(b, n, "PK\3\4") || starts(b, n, "PK\5\6") || starts(b, n, "PK\7\b")) {
      return ZIP;
    } else if (starts(b, n, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
      return OLE;
    } else if (starts(b, n, "{\\rt")) {
      return RTF;
    } else if (starts(b, n, "\u001f\u008b")) {
      return GZIP;
    } else if (starts(b, n, "7z\u00bc\u00af")) {
      return SEVEN_ZIP;
    } else if (starts(b, n, "Rar!\u001a")) {
      return RAR;
    } else if (starts(b, n, "BZh")) {
      return BZIP2;
    } else if (starts(b, n, "\u00fd7zXZ")) {
      return XZ;
    } else if (starts(b, n, "x\u009f>\"")) {
      return TNEF;
    }
    return starts(b, n, "-----BEGIN PGP MESSAGE-----") ? OPENPGP : tar(b, n);
  }

  /** POSIX.1-2017 pax, "ustar Interchange Format": the magic field at 257, fields end with NUL. */
  private static FileKind tar(byte[] b, int n) {
    boolean ustar = n >= 512 && new String(b, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    return ustar && b[156 + 100] == 0 ? TAR : UNKNOWN;
  }

  private static FileKind media(byte[] b, int n) {
    if (starts(b, n, "\u0089PNG") || starts(b, n, "\u00ff\u00d8\u00ff") || gif(b, n)) {
      return IMAGE;
    } else if (starts(b, n, "II*\0") || starts(b, n, "MM\0*") || starts(b, n, "\0\0\1\0")) {
      return IMAGE;
    } else if (starts(b, n, "BM") && n > 30 && b[14] >= 12 && b[15] == 0) {
      return IMAGE;
    } else if (starts(b, n, "RIFF") && n > 12) {
      return riff(b);
    } else if (id3(b, n) || starts(b, n, "OggS\0") || starts(b, n, "fLaC")) {
      return AUDIO;
    } else if (starts(b, n, "\u00ff\u00fb") || aiff(b, n) || starts(b, n, ".snd\0")) {
      return AUDIO;
    } else if (n > 12 && b[4] == 'f' && b[5] == 't' && b[6] == 'y' && b[7] == 'p') {
      return b[8] == 'h' && b[9] == 'e' ? IMAGE : VIDEO;
    }
    return starts(b, n, "\u001aE\u00df\u00a3") ? VIDEO : UNKNOWN;
  }

  private static boolean gif(byte[] b, int n) {
    return starts(b, n, "GIF87a") || starts(b, n, "GIF89a");
  }

  /** The version after the letters is far below any printable character. */
  private static boolean id3(byte[] b, int n) {
    return starts(b, n, "ID3") && n > 3 && b[3] >= 0 && b[3] < 0x10;
  }

  private static boolean aiff(byte[] b, int n) {
    return starts(b, n, "FORM") && n > 12 && b[8] == 'A' && b[9] == 'I' && b[10] == 'F';
  }

  private static FileKind riff(byte[] b) {
    return switch (new String(b, 8, 4, StandardCharsets.ISO_8859_1)) {
      case "WEBP" -> IMAGE;
      case "WAVE" -> AUDIO;
      case "AVI " -> VIDEO;
      default -> UNKNOWN;
    };
  }

  /** Text has no NUL (unless it is UTF-16) and hardly any control characters. */
  private static boolean looksLikeText(byte[] b, int n) {
    if (Charsets.wide(b, n) != null) {
      return true;
    }
    int control = 0;
    for (int i = 0; i < n; i++) {
      int c = b[i] & 0xff;
      if (c == 0) {
        return false;
      }
      boolean harmless = c >= 32 || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 27;
      control += harmless || (c >= 28 && c <= 31) ? 0 : 1;
    }
    return control * 50 <= n;
  }

  private static boolean starts(byte[] b, int length, String magic) {
    if (length < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if ((b[i] & 0xff) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean within(byte[] b, int length, String magic) {
    byte first = (byte) magic.charAt(0);
    for (int i = 0; i + magic.length() <= length; i++) {
      if (b[i] == first
          && new String(b, i, magic.length(), StandardCharsets.ISO_8859_1).equals(magic)) {
        return true;
      }
    }
    return false;
  }
}
