package io.postern.policy.list;

import io.postern.core.model.PolicyFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What a list holds from one change of its file to the next. Immutable.
 *
 * @param entries empty where the file is gone: then the list cannot be asked
 * @param text what is stored with the policies that name the list
 * @param stamp by which a change is seen; empty where there is no file
 */
record Contents(Optional<Entries> entries, String text, Optional<Stamp> stamp) {
  /** No file is there. */
  static final Contents GONE = new Contents(Optional.empty(), "# no file\n", Optional.empty());

  /**
   * So much of a list is stored whole, in characters, each time it changes: tens of thousands of
   * partners. Of a longer one the digest says whether a file that somebody kept is the one.
   */
  private static final int STORED = 1 << 20;

  /** What a file looks like from outside; two of the same hold the same. */
  record Stamp(FileTime modified, long size) {}

  static Contents of(Entries entries, String text, Stamp stamp) {
    return new Contents(
        Optional.of(entries), text.length() > STORED ? digest(text) : text, Optional.of(stamp));
  }

  private static String digest(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    String digest = new PolicyFiles.File("", text).digest();
    return "# %d bytes with the SHA-256 %s\n".formatted(bytes, digest);
  }
}
