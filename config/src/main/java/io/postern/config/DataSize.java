package io.postern.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 512}, {@code 64KiB}, {@code 50MiB} or {@code 2GiB} (powers
 * of 1024).
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?(B|KiB|MiB|GiB)?");

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative");
    }
  }

  /**
   * @throws IllegalArgumentException naming the allowed forms
   */
  public static DataSize parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException("not a size: write 512, 64KiB, 50MiB or 2GiB");
    }
    long unit =
        switch (m.group(2) == null ? "B" : m.group(2)) {
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          default -> 1L;
        };
    long count = Long.parseLong(m.group(1));
    if (count > Long.MAX_VALUE / unit) {
      throw new IllegalArgumentException("a size is below 8388608 TiB");
    }
    return new DataSize(count * unit);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The size as an int, for buffers. */
  public int intBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public String toString() {
    for (int power = 30; power >= 10; power -= 10) {
      if (bytes > 0 && bytes % (1L << power) == 0) {
        return (bytes >> power) + "KMG".substring(power / 10 - 1, power / 10) + "iB";
      }
    }
    return String.format(Locale.ROOT, "%d", bytes);
  }
}
