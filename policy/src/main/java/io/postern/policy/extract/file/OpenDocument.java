package io.postern.policy.extract.file;

import io.postern.policy.extract.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/** OpenDocument (ISO 26300): text, sheets, slides, with their properties and embedded objects. */
final class OpenDocument {
  private final OpenFile file;
  private final ZipArchive archive;

  private OpenDocument(OpenFile file, ZipArchive archive) {
    this.file = file;
    this.archive = archive;
  }

  static void read(OpenFile file, ZipArchive archive, List<ZipArchiveEntry> entries)
      throws IOException {
    OpenDocument document = new OpenDocument(file, archive);
    document.refuseEncrypted(entries);
    for (int i = 0; i < entries.size(); i++) {
      document.part(i + 1, entries.get(i));
    }
  }

  /** Its packages are encrypted entry by entry, and the manifest says so in clear (part 2, 4.4). */
  private void refuseEncrypted(List<ZipArchiveEntry> entries) throws IOException {
    for (ZipArchiveEntry entry : entries) {
      if (entry.getName().equals("META-INF/manifest.xml")) {
        try (InputStream in = archive.open(entry)) {
          String manifest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          if (manifest.contains("encryption-data")) {
            throw new Unreadable(Trouble.ENCRYPTED);
          }
        }
      }
    }
  }

  private void part(int number, ZipArchiveEntry entry) throws IOException {
    String name = entry.getName();
    boolean document = name.matches("(.*/)?(content|styles|meta|settings)\\.xml");
    if (document) {
      file.budget().entry();
      archive.markup(number, entry);
    } else if (!entry.isDirectory() && !name.equals("mimetype")) {
      archive.entry(number, entry);
    }
  }
}
