package io.postern.policy.extract;

import io.postern.policy.Mail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The collections of written messages: each a line with its name and then the message. */
final class AmbiguousMail {
  /** What no reader may show of a message that counts as harmless. */
  static final String TELLTALE = "536-22-8726";

  private static final String NOTE =
      "Patient: Ann Lee, SSN "
          + TELLTALE
          + ", was diagnosed with type 2 diabetes, on metformin 500 mg.";

  private AmbiguousMail() {}

  static Stream<String> cases(String file) throws IOException {
    try (InputStream in = AmbiguousMail.class.getResourceAsStream(file)) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^### ", -1)).filter(c -> !c.isBlank());
    }
  }

  static String name(String text) {
    return text.lines().findFirst().orElseThrow();
  }

  static Mail message(String text) {
    String name = name(text);
    String body = text.substring(name.length() + 1);
    String end = name.contains("[lf]") ? "\n" : name.contains("[cr]") ? "\r" : "\r\n";
    String filled =
        body.replace("{N}", NOTE)
            .replace("{B}", base64(NOTE))
            .replace("{BB}", base64(base64(NOTE)))
            .replace("{B-JUNK}", base64(NOTE).replaceAll("(.{4})", "$1!"))
            .replace("{B-SHORT}", base64(NOTE).replaceAll("(.{12})", "$1\n"))
            .replace("{B-PADDED}", padded())
            .replace("{B-PART}", base64("Content-Type: text/plain\n\n" + NOTE))
            .replace("{B-MULTI}", base64("--i\n\n" + NOTE + "\n--i--\n"))
            .replace("{B-16BE}", base64(NOTE, StandardCharsets.UTF_16BE))
            .replace("{B-16LE}", base64(NOTE, StandardCharsets.UTF_16LE))
            .replace("{B-32}", base64(NOTE, Charset.forName("UTF-32BE")))
            .replace("{B-EBCDIC}", base64(NOTE, Charset.forName("IBM037")))
            .replace("{UTF7}", utf7())
            .replace("{Q}", quotedPrintable("=%02X"))
            .replace("{q}", quotedPrintable("=%02x"))
            .replace("{U}", uuencoded())
            .replace("\n", end)
            .replace("{CR}", "\r")
            .replace("{LF}", "\n")
            .replace("{NUL}", "\0");
    return new Mail(filled.replace("{Y}", yEncoded()).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String base64(String text) {
    return base64(text, StandardCharsets.UTF_8);
  }

  private static String base64(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }

  private static String padded() {
    return Arrays.stream(NOTE.split("(?<=\\G.{10})", -1))
        .map(AmbiguousMail::base64)
        .collect(Collectors.joining("\n"));
  }

  private static String quotedPrintable(String form) {
    return NOTE.chars().mapToObj(form::formatted).collect(Collectors.joining());
  }

  private static String utf7() {
    return "+" + base64(NOTE, StandardCharsets.UTF_16BE).replace("=", "") + "-";
  }

  private static String yEncoded() {
    return NOTE.chars().mapToObj(c -> "" + (char) (c + 42)).collect(Collectors.joining());
  }

  private static String uuencoded() {
    StringBuilder out = new StringBuilder();
    for (String line : NOTE.split("(?<=\\G.{45})", -1)) {
      out.append((char) (32 + line.length()));
      for (int i = 0; i < line.length(); i += 3) {
        int group = 0;
        for (int j = i; j < i + 3; j++) {
          group = group << 8 | (j < line.length() ? line.charAt(j) : 0);
        }
        for (int shift = 18; shift >= 0; shift -= 6) {
          out.append((char) (32 + (group >> shift & 0x3f)));
        }
      }
      out.append('\n');
    }
    return out.append("`").toString();
  }
}
