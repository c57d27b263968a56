package io.postern.policy.extract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Content in a second encoding inside a text: base64, uuencode, yEnc and OpenPGP armor (RFC 9580
 * 6.2). Some readers unpack it, so it is unpacked here. Time and memory are linear in the text.
 */
final class EncodedText {
  /** Files found in one text; more are not unpacked, and said to be opaque. */
  private static final int MOST = 50;

  private static final String BEGIN = "-----BEGIN PGP ";
  private static final String END = "-----END PGP ";

  /** The value may be folded onto the next line. */
  private static final Pattern TRANSFER_ENCODING =
      Pattern.compile(
          "content-transfer-encoding[ \\t]*:\\W*((x-)?(base64|quoted-printable|uue).*)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern UUENCODE =
      Pattern.compile("begin(-base64)? [0-7]{3,4} \\S.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern BINHEX =
      Pattern.compile("\\(This file must be converted with BinHex.*", Pattern.CASE_INSENSITIVE);

  /**
   * What was found.
   *
   * @param files unpacked
   * @param text readable pieces of what is no file
   * @param opaque whether something is packed that could not be unpacked
   * @param sealed whether the whole text is one OpenPGP message that is encrypted
   */
  record Found(List<byte[]> files, String text, boolean opaque, boolean sealed) {}

  private final List<byte[]> files = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final Base64Run run = new Base64Run();
  private final String in;

  /** The same in bytes; what is no byte is no letter of base64. */
  private final byte[] ascii;

  private int at;
  private int armors;
  private boolean opaque;
  private boolean encrypted;
  private boolean clear;

  private EncodedText(String in) {
    this.in = in;
    this.ascii = oneByteEach(in);
  }

  private static byte[] oneByteEach(String in) {
    byte[] bytes = in.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < in.length()) {
      // a pair of surrogates became one question mark
      bytes = new byte[in.length()];
      for (int i = 0; i < bytes.length; i++) {
        char c = in.charAt(i);
        bytes[i] = (byte) (c < 0x80 ? c : '?');
      }
    }
    return bytes;
  }

  /** Looks through a text. */
  static Found in(String text) {
    EncodedText encoded = new EncodedText(text);
    encoded.search();
    return new Found(
        List.copyOf(encoded.files),
        encoded.text.toString(),
        encoded.opaque,
        encoded.encrypted && !encoded.clear);
  }

  private void search() {
    while (at < in.length()) {
      int from = skipQuotes(lineStart());
      int end = lineEnd(from);
      if (from == end) {
        continue;
      }
      boolean armor =
          in.startsWith(BEGIN, from) && armored(Math.min(from + BEGIN.length(), end), end);
      if (!armor) {
        clear = true;
        line(from, end);
      }
    }
    endRun();
  }

  private void line(int from, int end) {
    if (run.take(ascii, from, end)) {
      return;
    }
    endRun();
    switch (in.charAt(from)) {
      case 'b', 'B' -> {
        String line = in.substring(from, end);
        if (UUENCODE.matcher(line).matches()) {
          uuencoded(line);
        }
      }
      case '=' -> {
        if (in.startsWith("=ybegin ", from)) {
          yEncoded();
        }
      }
      case 'c', 'C' -> opaque |= TRANSFER_ENCODING.matcher(in.substring(from, end)).matches();
      case '(' -> opaque |= BINHEX.matcher(in.substring(from, end)).matches();
      default -> {}
    }
  }

  /** Moves behind the line that begins here. */
  private int lineStart() {
    int start = at;
    int feed = in.indexOf('\n', at);
    at = feed < 0 ? in.length() : feed + 1;
    return start;
  }

  private int lineEnd(int from) {
    int end = at;
    while (end > from && in.charAt(end - 1) <= ' ') {
      end--;
    }
    return end;
  }

  private int skipQuotes(int from) {
    int i = from;
    while (i < at && (in.charAt(i) == '>' || in.charAt(i) <= ' ')) {
      i++;
    }
    return i;
  }

  private String nextLine() {
    int from = lineStart();
    return in.substring(from, lineEnd(from));
  }

  /** Words before the data shift the groups, so all four ways to begin are tried. */
  private void endRun() {
    if (run.worthReading()) {
      byte[] head = run.head(FileKind.HEAD);
      FileKind kind = FileKind.of(head, head.length);
      boolean unknown = kind == FileKind.UNKNOWN || (kind == FileKind.TEXT && noiseBy(head));
      if (unknown || !fileOf(kind, run.decode(0))) {
        anyShift();
      }
    }
    run.clear();
  }

  private boolean fileOf(FileKind kind, byte[] bytes) {
    boolean noise = kind == FileKind.TEXT && mostlyNoise(bytes);
    if (!noise) {
      file(bytes);
    }
    return !noise;
  }

  private static boolean mostlyNoise(byte[] bytes) {
    return noise(bytes) * 10 > bytes.length && Charsets.wide(bytes, bytes.length) == null;
  }

  /** Whether the head alone holds more noise than all of it may; then the rest is not decoded. */
  private boolean noiseBy(byte[] head) {
    return noise(head) * 10 > run.longest() && Charsets.wide(head, head.length) == null;
  }

  private static int noise(byte[] bytes) {
    int printable = 0;
    for (byte b : bytes) {
      printable += (b >= ' ' && b < 0x7f) || b == '\n' || b == '\r' || b == '\t' ? 1 : 0;
    }
    return bytes.length - printable;
  }

  private void anyShift() {
    for (int shift = 0; shift < 4; shift++) {
      if (run.mayHoldText(shift, ReadableRuns.WHOLE_GROUPS)) {
        byte[] bytes = run.decode(shift);
        text.append(ReadableRuns.of(bytes, 0, bytes.length));
      }
    }
    opaque |= run.mayBeFile();
  }

  private void file(byte[] bytes) {
    if (files.size() < MOST) {
      files.add(bytes);
    } else {
      opaque = true;
    }
  }

  /** Takes an armor that is what it says; any other is read like all text. */
  private boolean armored(int from, int end) {
    if (armors++ == MOST) {
      // each costs a look through the rest of the text
      opaque = true;
    }
    if (armors > MOST) {
      return false;
    }
    String type = in.substring(from, end);
    int close = in.indexOf(END + type, at);
    int blank = close < 0 ? -1 : blankLine(at, close);
    if (blank < 0 || !type.endsWith("-----")) {
      opaque |= type.startsWith("MESSAGE");
      return false;
    }
    byte[] packets = LenientBase64.decode(withoutChecksum(in.substring(blank, close)));
    boolean good =
        switch (type) {
          case "MESSAGE-----" -> OpenPgpPackets.encrypted(packets);
          case "SIGNATURE-----" -> OpenPgpPackets.signatures(packets);
          case "PUBLIC KEY BLOCK-----" -> OpenPgpPackets.publicKeys(packets);
          default -> false;
        };
    if (good) {
      endRun();
      text.append(ReadableRuns.of(packets, 0, packets.length));
      encrypted |= type.startsWith("MESSAGE");
      at = close;
      lineStart();
      clear |= !in.substring(close + END.length() + type.length(), at).isBlank();
    }
    // what is signed or packed only, readers of OpenPGP unpack
    opaque |= !good && type.startsWith("MESSAGE");
    return good;
  }

  /** The empty line after the armor headers (RFC 9580 6.2.2). */
  private int blankLine(int from, int end) {
    int i = from;
    while (i >= 0 && i < end && in.charAt(i) != '\n' && !in.startsWith("\r\n", i)) {
      int feed = in.indexOf('\n', i);
      i = feed < 0 ? -1 : feed + 1;
    }
    return i < end ? i : -1;
  }

  private static String withoutChecksum(String body) {
    int sum = body.lastIndexOf("\n=");
    return sum < 0 ? body : body.substring(0, sum);
  }

  /** POSIX.1-2017 uuencode, both alphabets; lines that are too short are taken as they are. */
  private void uuencoded(String begin) {
    boolean base64 = begin.regionMatches(true, 0, "begin-base64", 0, 12);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean ended = false;
    while (at < in.length() && !ended) {
      String line = nextLine();
      ended = line.equalsIgnoreCase("end") || line.startsWith("====");
      if (base64 && !ended) {
        out.writeBytes(LenientBase64.decode(line));
      } else if (!ended) {
        uuLine(line, out);
      }
    }
    opaque |= !ended;
    file(out.toByteArray());
  }

  private void uuLine(String line, ByteArrayOutputStream out) {
    int left = line.isEmpty() ? 0 : (line.charAt(0) - ' ') & 0x3f;
    // a checksum character may follow; more is data that other decoders may take
    opaque |= line.length() > 2 + (left + 2) / 3 * 4;
    for (int i = 1; left > 0 && i < line.length(); i += 4) {
      int group = 0;
      for (int j = i; j < i + 4; j++) {
        group = group << 6 | (j < line.length() ? (line.charAt(j) - ' ') & 0x3f : 0);
      }
      for (int shift = 16; shift >= 0 && left > 0; shift -= 8, left--) {
        out.write(group >> shift);
      }
    }
  }

  /** The yEnc draft 1.3: each byte plus 42, and plus 64 after an equals sign. */
  private void yEncoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean ended = false;
    while (at < in.length() && !ended) {
      int from = lineStart();
      String line = in.substring(from, at);
      ended = line.startsWith("=yend");
      if (!ended && !line.startsWith("=ypart")) {
        yLine(line, out);
      }
    }
    opaque |= !ended;
    file(out.toByteArray());
  }

  private static void yLine(String line, ByteArrayOutputStream out) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '=' && i + 1 < bytes.length) {
        out.write(bytes[++i] - 64 - 42);
      } else if (bytes[i] != '\r' && bytes[i] != '\n') {
        out.write(bytes[i] - 42);
      }
    }
  }
}
