package io.postern.policy.extract;

/** Why a file was not read, or not to its end. */
public enum Trouble {
  /** It opens with a password or a key only. */
  ENCRYPTED("encrypted"),
  /** It does not follow its own format. */
  BROKEN("broken"),
  /** No reader for this kind. */
  UNKNOWN_KIND("kind not read"),
  /** Parts of it are packed in a way that is not read. */
  UNKNOWN_PACKING("packing not read"),
  /** Bytes that belong to no entry: other programs may find some there. */
  BYTES_OUTSIDE_ENTRIES("bytes outside of the entries"),
  /** Glyphs are drawn that stand for no known character. */
  GLYPHS_WITHOUT_CHARACTERS("glyphs without characters"),
  /** Larger than {@code attachments.file_size}. */
  FILE_TOO_LARGE("file too large"),
  /** More than {@code attachments.entries}. */
  TOO_MANY_ENTRIES("too many entries"),
  /** Deeper than {@code attachments.depth}. */
  TOO_DEEP("nested too deeply"),
  /** More than {@code attachments.expanded}. */
  EXPANDS_TOO_FAR("expands too far"),
  /** More than {@code attachments.ratio}. */
  PACKED_TOO_TIGHTLY("packed too tightly"),
  /** More than {@code policy.maximum_text}. */
  TOO_MUCH_TEXT("more text than policy.maximum_text"),
  /** Longer than {@code attachments.time}. */
  OUT_OF_TIME("time ran out"),
  /** More than {@code attachments.heap}. */
  OUT_OF_MEMORY("memory ran out"),
  /** The worker died or answered nonsense. */
  WORKER_FAILED("reader failed"),
  /** No worker became free in time, or none can be started. */
  NO_WORKER("no reader available");

  private final String label;

  Trouble(String label) {
    this.label = label;
  }

  /** As in {@code unscanned} and in the audit trail. */
  public String label() {
    return label;
  }

  /** True where reading the rest of the file is pointless as well. */
  public boolean endsReading() {
    return switch (this) {
      case FILE_TOO_LARGE,
          TOO_MANY_ENTRIES,
          EXPANDS_TOO_FAR,
          TOO_MUCH_TEXT,
          OUT_OF_TIME,
          OUT_OF_MEMORY,
          WORKER_FAILED,
          NO_WORKER ->
          true;
      case ENCRYPTED,
          BROKEN,
          UNKNOWN_KIND,
          UNKNOWN_PACKING,
          BYTES_OUTSIDE_ENTRIES,
          GLYPHS_WITHOUT_CHARACTERS,
          TOO_DEEP,
          PACKED_TOO_TIGHTLY ->
          false;
    };
  }
}
