package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * The data elements of a DICOM file that are text (PS3.5 7.1, explicit and implicit little endian,
 * top level). PHI by its form whether or not they can be read.
 */
final class DicomFile {
  private static final int AFTER_MAGIC = 132;
  private static final long UNDEFINED = 0xffffffffL;

  /** Value representations with a length of 32 bits (PS3.5 7.1.2). */
  private static final Set<String> LONG =
      Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

  private static final Set<String> TEXT =
      Set.of(
          "AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UR",
          "UT");

  /** What a reader of the text must know to judge it (PS3.6). */
  private static final Map<Integer, String> NAMES =
      Map.of(
          0x00100010, "Patient",
          0x00100020, "Patient ID",
          0x00100030, "Date of birth",
          0x00100040, "Sex",
          0x00101010, "Age",
          0x00081030, "Study",
          0x0008103e, "Series",
          0x00080050, "Accession number",
          0x00080090, "Referring physician");

  private final ByteBuffer in;
  private final StringBuilder out = new StringBuilder();
  private boolean implicit;

  private DicomFile(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void read(OpenFile file) throws IOException {
    file.opener().sink().take(new Piece.Dicom(file.where()));
    DicomFile dicom = new DicomFile(file.bytes());
    dicom.in.position(AFTER_MAGIC);
    while (dicom.element()) {}
    file.text("tags", Form.DATA, dicom.out);
  }

  /** Reads one element; false at the end, at the pixels and at what cannot be followed. */
  private boolean element() {
    if (in.remaining() < 8) {
      return false;
    }
    int group = in.getShort() & 0xffff;
    int tag = (group << 16) | (in.getShort() & 0xffff);
    String vr = representation(group);
    long length = length(vr);
    if (length == UNDEFINED || length > in.remaining() || group > 0x7f00) {
      return false;
    }
    byte[] value = new byte[(int) length];
    in.get(value);
    if (tag == 0x00020010) {
      // PS3.5 A.1: the one transfer syntax without representations in the data set
      implicit =
          new String(value, StandardCharsets.US_ASCII)
              .strip()
              .replace("\0", "")
              .equals("1.2.840.10008.1.2");
    }
    if (TEXT.contains(vr) || NAMES.containsKey(tag)) {
      String text = new String(value, StandardCharsets.UTF_8).replace('^', ' ').replace("\0", "");
      out.append(NAMES.getOrDefault(tag, "-")).append(": ").append(text.strip()).append('\n');
    }
    return true;
  }

  /** Empty where the data set does not say it. */
  private String representation(int group) {
    if (implicit && group != 2) {
      return "";
    }
    return "" + (char) (in.get() & 0xff) + (char) (in.get() & 0xff);
  }

  private long length(String vr) {
    if (vr.isEmpty()) {
      return in.getInt() & 0xffffffffL;
    } else if (!LONG.contains(vr)) {
      return in.getShort() & 0xffff;
    }
    in.getShort();
    return in.remaining() < 4 ? UNDEFINED : in.getInt() & 0xffffffffL;
  }
}
