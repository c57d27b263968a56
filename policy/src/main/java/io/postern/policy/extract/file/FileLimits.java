package io.postern.policy.extract.file;

/**
 * How far one file is followed.
 *
 * @param fileSize largest file in bytes
 * @param entries most entries and embedded files, all levels together
 * @param depth deepest nesting of files in files; 1 opens a document or archive and nothing in it
 * @param expanded most bytes after decompression, all levels together
 * @param ratio most bytes after decompression for a byte before, looked at from 1 MiB on
 * @param text most characters of text
 * @param ocr whether text in pictures is recognised
 */
public record FileLimits(
    long fileSize, int entries, int depth, long expanded, int ratio, long text, boolean ocr) {
  public FileLimits {
    if (fileSize < 1 || entries < 1 || depth < 1 || expanded < 1 || ratio < 1 || text < 1) {
      throw new IllegalArgumentException("limits are positive");
    }
  }
}
