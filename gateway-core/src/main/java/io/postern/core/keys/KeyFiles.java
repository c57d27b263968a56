package io.postern.core.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Key files of every format we take: which parser, and which files of a directory. */
final class KeyFiles {
  /** Largest key file read, in bytes. */
  static final long MAX_BYTES = 16L << 20;

  private static final int FILES = 100_000;

  private KeyFiles() {}

  /** Every key in the data, told apart by its first bytes. */
  static List<ParsedKey> parse(byte[] data, KeyImport wish) throws KeyImportException {
    if (data.length == 0) {
      throw new KeyImportException("the file is empty");
    }
    return isOpenPgp(data) ? OpenPgpFile.read(data, wish) : SmimeFile.read(data, wish);
  }

  /** The file itself, or the regular files right inside a directory, hidden ones left out. */
  static List<Path> under(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .limit(FILES)
          .toList();
    }
  }

  static byte[] read(Path file) throws IOException, KeyImportException {
    if (Files.size(file) > MAX_BYTES) {
      throw new KeyImportException("larger than a key file can be");
    }
    return Files.readAllBytes(file);
  }

  /** A binary OpenPGP packet has its top bit set (RFC 9580 4.2), DER's SEQUENCE does not. */
  private static boolean isOpenPgp(byte[] data) {
    return (data[0] & 0x80) != 0
        || new String(data, StandardCharsets.ISO_8859_1).contains("-----BEGIN PGP ");
  }
}
