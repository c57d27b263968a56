package io.postern.policy.extract.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** tar in its old, ustar, pax and GNU forms. */
final class TarArchive {
  private TarArchive() {}

  static void read(OpenFile file) throws IOException {
    ByteArrayInputStream raw = new ByteArrayInputStream(file.bytes());
    try (TarArchiveInputStream tar = new TarArchiveInputStream(raw)) {
      int number = 0;
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        number++;
        // a sparse entry may be larger than the archive
        byte[] content = file.budget().counted(tar, file.bytes().length).readAllBytes();
        file.embedded(number, e.getName() + " " + e.getLinkName(), content);
      }
    }
  }
}
