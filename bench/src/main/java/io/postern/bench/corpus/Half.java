package io.postern.bench.corpus;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** Which part of a collection a message belongs to. */
enum Half {
  /** May be looked at while rules are written. */
  DEV,
  /** Gives figures only. */
  HELD;

  /** Forms made from one text with other people in it: all of one form go to the same half. */
  private static final Pattern TEMPLATE =
      Pattern.compile("((?:operational|ident|att_neg)\\d+)(?:_.*)?");

  /** The half of a message by its form where that is a template, else by its file name. */
  static Half of(String file, String form) {
    var template = TEMPLATE.matcher(form);
    String key = template.matches() ? template.group(1) : file;
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return (crc.getValue() & 1) == 0 ? DEV : HELD;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
