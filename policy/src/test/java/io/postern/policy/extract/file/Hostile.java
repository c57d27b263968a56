package io.postern.policy.extract.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files made to hurt whoever opens them. Made here, because they must not lie in the tree. */
public final class Hostile {
  private static final int MIB = 1 << 20;

  private Hostile() {}

  /** All of them, each under what it is. */
  public static Map<String, byte[]> files() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    archives(all);
    documents(all);
    pdfs(all);
    noise(all);
    return all;
  }

  private static void archives(Map<String, byte[]> all) {
    byte[] zeros = new byte[50 * MIB];
    byte[] bomb = Packed.zip("zeros", zeros);
    all.put("zip bomb", bomb);
    all.put("zip of zip bombs", manyOf(30, bomb));
    all.put("zip of zips of zip bombs", manyOf(10, manyOf(10, bomb)));
    all.put("60,000 entries", entries(60_000));
    all.put("60,000 entries in a document", documentWith(60_000));
    all.put("zip 40 deep", deep(40));
    all.put("gzip bomb", Packed.gzip(zeros));
    all.put("gzip bomb in gzip", Packed.gzip(Packed.gzip(zeros)));
    all.put("xz bomb", Packed.xz(zeros));
    all.put("bzip2 bomb", Packed.bzip2(zeros));
    all.put("tar that claims 8 GiB", hugeTar());
    all.put("7z with a dictionary of 4 GiB", hugeDictionary());
    all.put("zip cut short", Arrays.copyOf(entries(2000), 30_000));
  }

  private static void documents(Map<String, byte[]> all) {
    String laughs =
        "<!DOCTYPE w:document [<!ENTITY a 'ha'>"
            + "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>"
            + "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'>"
            + "<!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;'><!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;'>]>"
            + "<w:document xmlns:w='w'><w:p><w:t>&g;</w:t></w:p></w:document>";
    all.put("billion laughs in docx", Documents.office("word/document.xml", laughs));
    all.put(
        "deep elements in docx", Documents.office("word/document.xml", "<a>".repeat(6 * MIB / 3)));
    all.put(
        "long attribute in docx",
        Documents.office("word/document.xml", "<a title='" + "x".repeat(30 * MIB) + "'/>"));
    all.put(
        "many shared strings",
        Documents.office(
            "xl/sharedStrings.xml",
            "<sst>" + "<si><t>abcdefg</t></si>".repeat(2 * MIB) + "</sst>"));
    all.put("rtf with announced binary", ascii("{\\rtf1 \\bin2147483647 a}"));
    all.put("rtf with negative binary", ascii("{\\rtf1 \\bin-2147483648 a}"));
    all.put("rtf of braces", ascii("{\\rtf1" + "{".repeat(10 * MIB)));
    all.put("rtf of objects", ascii("{\\rtf1" + "{\\objdata ffff}".repeat(200_000) + "}"));
    all.put("rtf with a long object", ascii("{\\rtf1{\\objdata " + "41".repeat(8 * MIB) + "}}"));
  }

  private static void pdfs(Map<String, byte[]> all) {
    String head = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n";
    String end = "\ntrailer<</Root 1 0 R/Size 9>>\n%%EOF";
    all.put("pdf without xref", ascii(head + "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj" + end));
    all.put(
        "pdf whose pages are their own parents",
        ascii(head + "2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2147483647>>endobj" + end));
    all.put(
        "pdf form that draws itself",
        ascii(
            head
                + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                + "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 5 0 R>>endobj\n"
                + "4 0 obj<</Length 7>>stream\n/F Do \nendstream endobj\n"
                + "5 0 obj<</XObject<</F 6 0 R>>>>endobj\n"
                + "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 5 0 R/Length 12>>"
                + "stream\n/F Do /F Do \nendstream endobj"
                + end));
    all.put("pdf of brackets", ascii(head + "2 0 obj" + "[".repeat(2 * MIB) + end));
    all.put("pdf of dictionaries", ascii(head + "2 0 obj" + "<</A".repeat(MIB) + end));
    all.put("pdf with a bomb for a page", pdfWith(deflated(120 * MIB, ' '), "/FlateDecode", ""));
    all.put(
        "pdf with a bomb in a bomb",
        pdfWith(deflated(deflated(200 * MIB, ' ')), "[/FlateDecode/FlateDecode]", ""));
    all.put(
        "pdf with endless columns",
        pdfWith(
            deflated(MIB, 'a'),
            "/FlateDecode",
            "/DecodeParms<</Predictor 12/Columns 2147483647/Colors 32/BitsPerComponent 16>>"));
    all.put("pdf with a page of brackets", pdfWith(ascii("[".repeat(4 * MIB)), "", ""));
    all.put("pdf with a page of saves", pdfWith(ascii("q ".repeat(2 * MIB)), "", ""));
  }

  private static byte[] pdfWith(byte[] content, String filter, String more) {
    String head =
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            + "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>endobj\n"
            + "4 0 obj<</Length "
            + content.length
            + (filter.isEmpty() ? "" : "/Filter" + filter)
            + more
            + ">>stream\n";
    return joined(
        ascii(head), content, ascii("\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF"));
  }

  /** Bytes without sense behind each magic, short and long. */
  private static void noise(Map<String, byte[]> all) {
    Map<String, byte[]> magic = new LinkedHashMap<>();
    magic.put("pdf", ascii("%PDF-1.7\n"));
    magic.put("zip", new byte[] {'P', 'K', 3, 4});
    magic.put(
        "ole",
        new byte[] {
          (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
        });
    magic.put("rtf", ascii("{\\rtf1"));
    magic.put("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0});
    magic.put("7z", new byte[] {'7', 'z', (byte) 0xbc, (byte) 0xaf, 0x27, 0x1c, 0, 4});
    magic.put("bzip2", ascii("BZh91AY&SY"));
    magic.put("xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4});
    magic.put("tnef", new byte[] {0x78, (byte) 0x9f, 0x3e, 0x22, 1, 0, 1});
    magic.put("dicom", joined(new byte[128], ascii("DICM")));
    magic.put("tar", joined(new byte[257], ascii("ustar\0"), new byte[249]));
    Random random = new Random(42);
    magic.forEach((name, start) -> {
      for (int length : new int[] {0, 1, 600, 100_000}) {
        byte[] rest = new byte[length];
        random.nextBytes(rest);
        all.put(name + " and " + length + " bytes of noise", joined(start, rest));
      }
    });
    byte[] ole = Documents.xls("a", "b");
    byte[] pdf = Documents.pdf("a");
    for (int i = 0; i < 10; i++) {
      all.put("xls with holes " + i, holes(ole, random));
      all.put("pdf with holes " + i, holes(pdf, random));
      all.put("ppt with holes " + i, holes(Documents.ppt("a"), random));
    }
  }

  private static byte[] holes(byte[] file, Random random) {
    byte[] broken = file.clone();
    for (int i = 0; i < 40; i++) {
      broken[8 + random.nextInt(broken.length - 8)] = (byte) random.nextInt();
    }
    return broken;
  }

  private static byte[] manyOf(int times, byte[] file) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < times; i++) {
      entries.put(i + ".zip", file);
    }
    return Packed.zip(entries);
  }

  private static byte[] entries(int count) {
    return Packed.bytes(out -> {
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        fill(zip, "", count);
      }
    });
  }

  private static byte[] documentWith(int count) {
    return Packed.bytes(out -> {
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
        zip.write(ascii(Documents.TYPES));
        fill(zip, "word/", count);
      }
    });
  }

  private static void fill(ZipOutputStream zip, String prefix, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      zip.putNextEntry(new ZipEntry(prefix + i + ".xml"));
      zip.write('a');
    }
  }

  private static byte[] deep(int levels) {
    byte[] file = Packed.zip("a.txt", "bottom");
    for (int i = 0; i < levels; i++) {
      file = Packed.zip("a.zip", file);
    }
    return file;
  }

  private static byte[] hugeTar() {
    byte[] tar = Packed.tar("a", new byte[600]);
    System.arraycopy(ascii("77777777777\0"), 0, tar, 124, 12);
    int sum = 0;
    Arrays.fill(tar, 148, 156, (byte) ' ');
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    System.arraycopy(ascii("%06o\0 ".formatted(sum)), 0, tar, 148, 8);
    return tar;
  }

  /** LZMA2's one property byte is the size of the dictionary; the header's sums are made anew. */
  private static byte[] hugeDictionary() {
    byte[] file = Packed.sevenZip("a", ascii("some content"), "");
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int header = 32 + (int) b.getLong(12);
    for (int i = header; i + 3 < file.length; i++) {
      if (file[i] == 0x21 && file[i + 1] == 0x21 && file[i + 2] == 1) {
        file[i + 3] = 40;
      }
    }
    b.putInt(28, sum(file, header, (int) b.getLong(20)));
    b.putInt(8, sum(file, 12, 20));
    return file;
  }

  private static int sum(byte[] b, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(b, from, length);
    return (int) crc.getValue();
  }

  private static byte[] deflated(int length, char c) {
    byte[] block = new byte[MIB];
    Arrays.fill(block, (byte) c);
    return deflated(block, length / MIB);
  }

  private static byte[] deflated(byte[] content) {
    return deflated(content, 1);
  }

  private static byte[] deflated(byte[] block, int times) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var deflater =
        new java.util.zip.DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
      for (int i = 0; i < times; i++) {
        deflater.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
