package io.postern.policy.extract.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives for tests. */
public final class Packed {
  private Packed() {}

  /** Writes the content of an archive. */
  @FunctionalInterface
  interface Writer {
    void write(OutputStream out) throws IOException;
  }

  static byte[] bytes(Writer writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A ZIP of these entries: name, content, name, content. */
  public static byte[] zip(Object... entries) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      all.put((String) entries[i], entries[i + 1]);
    }
    return zip(all);
  }

  public static byte[] zip(Map<String, ?> entries) {
    return bytes(out -> {
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, ?> entry : entries.entrySet()) {
          zip.putNextEntry(new ZipEntry(entry.getKey()));
          zip.write(content(entry.getValue()));
          zip.closeEntry();
        }
      }
    });
  }

  private static byte[] content(Object content) {
    return content instanceof byte[] b ? b : content.toString().getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] gzip(byte[] content) {
    return bytes(out -> {
      try (OutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(content);
      }
    });
  }

  static byte[] bzip2(byte[] content) {
    return bytes(out -> {
      try (OutputStream bzip2 = new BZip2CompressorOutputStream(out)) {
        bzip2.write(content);
      }
    });
  }

  static byte[] xz(byte[] content) {
    return bytes(out -> {
      try (OutputStream xz = new XZOutputStream(out, new LZMA2Options(1))) {
        xz.write(content);
      }
    });
  }

  static byte[] tar(String name, byte[] content) {
    return bytes(out -> {
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    });
  }

  /**
   * @param password none where empty
   */
  static byte[] sevenZip(String name, byte[] content, String password) {
    SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    try (SevenZOutputFile archive =
        password.isEmpty()
            ? new SevenZOutputFile(channel)
            : new SevenZOutputFile(channel, password.toCharArray())) {
      var entry = new org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry();
      entry.setName(name);
      entry.setSize(content.length);
      archive.putArchiveEntry(entry);
      archive.write(content);
      archive.closeArchiveEntry();
      archive.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return java.util.Arrays.copyOf(channel.array(), (int) channel.size());
  }
}
