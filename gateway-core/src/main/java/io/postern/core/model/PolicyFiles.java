package io.postern.core.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The files that a policy was read from, in their order, and the lists that it names.
 *
 * @param files each with its name and text
 */
public record PolicyFiles(List<File> files) {
  public PolicyFiles {
    files = List.copyOf(files);
  }

  /** One of them; a file is UTF-8, so that its text stands for its bytes. */
  public record File(String name, String text) {
    /** SHA-256 in hex over its bytes. */
    public String digest() {
      return HexFormat.of().formatHex(bytesDigest());
    }

    private byte[] bytesDigest() {
      return sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** SHA-256 in hex over the names and bytes of the files, which says which they are. */
  public String version() {
    MessageDigest all = sha256();
    for (File file : files) {
      all.update((file.name() + "\0").getBytes(StandardCharsets.UTF_8));
      all.update(file.bytesDigest());
    }
    return HexFormat.of().formatHex(all.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
