package io.postern.policy.extract.file;

import io.postern.policy.extract.FileKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** An OLE 1.0 object (MS-OLEDS 2.2.5): lengths and names, then the embedded file. */
final class OleData {
  private static final int LONGEST_HEADER = 2048;
  private static final Set<FileKind> FILES =
      EnumSet.complementOf(
          EnumSet.of(FileKind.TEXT, FileKind.UNKNOWN, FileKind.AUDIO, FileKind.DICOM));

  private OleData() {}

  /** Where the file in it begins; 0 where none is found. */
  static int start(byte[] data) {
    for (int i = 0; i < Math.min(data.length, LONGEST_HEADER); i++) {
      int end = Math.min(data.length, i + 16);
      if (FILES.contains(FileKind.of(Arrays.copyOfRange(data, i, end), end - i))) {
        return i;
      }
    }
    return 0;
  }
}
