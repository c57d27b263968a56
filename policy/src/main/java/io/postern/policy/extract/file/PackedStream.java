package io.postern.policy.extract.file;

import io.postern.policy.extract.FileKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** One packed file: gzip, bzip2 or xz, with all members that follow each other. */
final class PackedStream {
  private static final int MOST_MEMORY_KIB = 64 * 1024;

  private PackedStream() {}

  static void read(OpenFile file) throws IOException {
    String name = "";
    byte[] content;
    try (InputStream in = unpacked(file.kind(), new ByteArrayInputStream(file.bytes()))) {
      if (in instanceof GzipCompressorInputStream gzip && gzip.getMetaData() != null) {
        String inner = gzip.getMetaData().getFileName();
        String comment = gzip.getMetaData().getComment();
        name = (inner == null ? "" : inner) + (comment == null ? "" : " " + comment);
      }
      content = file.budget().counted(in, file.bytes().length).readAllBytes();
    }
    file.embedded(1, name, content);
  }

  private static InputStream unpacked(FileKind kind, InputStream in) throws IOException {
    return switch (kind) {
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(in)
              .setDecompressConcatenated(true)
              .get();
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case XZ -> new XZInputStream(in, MOST_MEMORY_KIB);
      default -> throw new IllegalArgumentException("not a packed stream: " + kind);
    };
  }
}
