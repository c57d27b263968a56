package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** ZIP, by its central directory; where that is broken, entry by entry from the front. */
final class ZipArchive {
  /** A data descriptor with signature and 64-bit sizes (APPNOTE 4.3.9). */
  private static final int DESCRIPTOR = 24;

  private final OpenFile file;
  private final ZipFile zip;

  private ZipArchive(OpenFile file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static void read(OpenFile file) throws IOException {
    ZipFile zip;
    try {
      zip = directory(file.bytes());
    } catch (IOException | RuntimeException e) {
      // other programs repair such archives
      fromTheFront(file);
      throw new Unreadable(Trouble.BROKEN);
    }
    try (zip) {
      new ZipArchive(file, zip).read();
    }
  }

  private static ZipFile directory(byte[] bytes) throws IOException {
    return ZipFile.builder()
        .setSeekableByteChannel(new SeekableInMemoryByteChannel(bytes))
        .setUseUnicodeExtraFields(true)
        .get();
  }

  private void read() throws IOException {
    comment();
    List<ZipArchiveEntry> entries = Collections.list(zip.getEntriesInPhysicalOrder());
    if (zip.getEntry("[Content_Types].xml") != null) {
      new OfficePackage(file, this).read(entries);
    } else if (isOpenDocument()) {
      OpenDocument.read(file, this, entries);
    } else {
      for (int i = 0; i < entries.size(); i++) {
        entry(i + 1, entries.get(i));
      }
    }
    if (hasBytesOutside(entries)) {
      file.unread("", Trouble.BYTES_OUTSIDE_ENTRIES);
    }
  }

  /** A file of its own; where it cannot be unpacked the others are read all the same. */
  void entry(int number, ZipArchiveEntry entry) throws IOException {
    entry(number, entry, entry.getName());
  }

  /**
   * @param name under which it is read; empty where the format gives it
   */
  void entry(int number, ZipArchiveEntry entry, String name) throws IOException {
    String place = "entry " + number;
    if (entry.isDirectory() && entry.getSize() == 0) {
      file.budget().entry();
      file.text(place, Form.FILE_NAME, name);
      return;
    }
    byte[] content = {};
    try {
      content = open(entry).readAllBytes();
    } catch (Unreadable e) {
      file.text(place, Form.FILE_NAME, name);
      skip(place, e);
      return;
    }
    comment(place, entry);
    file.embedded(number, name, content);
  }

  /** The text of a part in one of the vocabularies of office documents. */
  void markup(int number, ZipArchiveEntry entry) throws IOException {
    StringBuilder text = new StringBuilder();
    String place = "part " + number;
    Unreadable trouble = null;
    try (InputStream in = open(entry)) {
      XmlText.read(in, text);
    } catch (Unreadable e) {
      trouble = e;
    } catch (XMLStreamException e) {
      trouble = trouble(e);
    }
    file.text(place, Form.PLAIN, text);
    if (trouble != null) {
      skip(place, trouble);
    }
  }

  /** The stream's own reason where the parser wraps it, else that the part is not well-formed. */
  static Unreadable trouble(XMLStreamException e) {
    return e.getNestedException() instanceof Unreadable u ? u : new Unreadable(Trouble.BROKEN);
  }

  /** Says what could not be read, unless the end of all reading is reached. */
  void skip(String place, Unreadable e) throws IOException {
    if (e.trouble().endsReading()) {
      throw e;
    }
    file.budget().entry();
    file.unread(place, e.trouble());
  }

  /** The unpacked bytes, under the budget. */
  InputStream open(ZipArchiveEntry entry) throws IOException {
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw new Unreadable(Trouble.ENCRYPTED);
    } else if (!zip.canReadEntryData(entry)) {
      throw new Unreadable(Trouble.UNKNOWN_PACKING);
    }
    return file.budget().counted(zip.getInputStream(entry), entry.getCompressedSize());
  }

  private void comment(String place, ZipArchiveEntry entry) throws IOException {
    if (entry.getComment() != null) {
      file.text(place, Form.PLAIN, entry.getComment());
    }
  }

  /** What follows the end of central directory record (APPNOTE 4.3.16). */
  private void comment() throws IOException {
    byte[] b = file.bytes();
    int end = endOfDirectory(b);
    if (end >= 0) {
      int from = Math.min(end + 22, b.length);
      file.text(
          "comment", Form.PLAIN, new String(b, from, b.length - from, StandardCharsets.UTF_8));
    }
  }

  private static int endOfDirectory(byte[] b) {
    int first = Math.max(0, b.length - 22 - 0xffff);
    for (int i = b.length - 22; i >= first; i--) {
      if (b[i] == 'P' && b[i + 1] == 'K' && b[i + 2] == 5 && b[i + 3] == 6) {
        return i;
      }
    }
    return -1;
  }

  private boolean isOpenDocument() throws IOException {
    ZipArchiveEntry type = zip.getEntry("mimetype");
    if (type == null) {
      return false;
    }
    byte[] start = open(type).readNBytes(64);
    return new String(start, StandardCharsets.US_ASCII)
        .startsWith("application/vnd.oasis.opendocument");
  }

  /** Programs that read from the front find entries which the directory does not name. */
  private boolean hasBytesOutside(List<ZipArchiveEntry> entries) {
    long at = 0;
    for (ZipArchiveEntry entry : entries) {
      if (entry.getLocalHeaderOffset() > at + DESCRIPTOR) {
        return true;
      }
      at = Math.max(at, entry.getDataOffset() + entry.getCompressedSize());
    }
    return indexOf(file.bytes(), (int) at, "PK\1\2") > at + DESCRIPTOR;
  }

  private static int indexOf(byte[] b, int from, String magic) {
    for (int i = from; i + magic.length() <= b.length; i++) {
      if (new String(b, i, magic.length(), StandardCharsets.ISO_8859_1).equals(magic)) {
        return i;
      }
    }
    return -1;
  }

  private static void fromTheFront(OpenFile file) throws IOException {
    InputStream raw = new ByteArrayInputStream(file.bytes());
    try (ZipArchiveInputStream in = new ZipArchiveInputStream(raw, "UTF-8", true, true)) {
      int number = 0;
      for (ZipArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        number++;
        file.embedded(
            number, e.getName(), file.budget().counted(in, file.bytes().length).readAllBytes());
      }
    } catch (Unreadable e) {
      throw e;
    } catch (IOException e) {
      // as far as it goes: the caller says that the archive is broken
      return;
    }
  }
}
