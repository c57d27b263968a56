package io.postern.outbound.unwrap;

import io.postern.core.mime.HeaderBlock;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an entity says that it is (RFC 2045 5). Read strictly: whatever two readers could understand
 * differently is refused, for such a message is better left as it came.
 *
 * @param name in lower case, as in {@code multipart/signed}; {@code text/plain} where none is given
 * @param encoding in lower case, {@code 7bit} where none is given
 * @param parameters by their names in lower case
 */
record MediaType(String name, String encoding, Map<String, String> parameters) {
  private static final int LONGEST = 4096;
  private static final Pattern TYPE =
      Pattern.compile("([A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+)\\s*");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\s*;\\s*(?:([A-Za-z0-9*_.-]+)\\s*=\\s*(?:\"([^\"\\\\]*+)\"|([^\\s\";()<>@,\\\\]++))\\s*)?");

  /** RFC 2231 3 and 4: another boundary in pieces or encoded, which readers prefer or ignore. */
  private static final Pattern TELLING_IN_PIECES =
      Pattern.compile("(?i)(boundary|protocol|smime-type|hp|protected-headers)\\*.*");

  private static final Set<String> CMS =
      Set.of("application/pkcs7-mime", "application/x-pkcs7-mime");
  private static final Set<String> CMS_SIGNATURE =
      Set.of("application/pkcs7-signature", "application/x-pkcs7-signature");

  /**
   * @throws IOException where the header is not clear
   */
  static MediaType of(HeaderBlock header) throws IOException {
    if (header.fields().stream().anyMatch(field -> field.name().isEmpty())) {
      throw new IOException("a line of a header is no field");
    }
    String type = single(header, "Content-Type").orElse("text/plain");
    String encoding = single(header, "Content-Transfer-Encoding").orElse("7bit");
    Matcher matcher = TYPE.matcher(type);
    if (type.length() > LONGEST || !matcher.lookingAt()) {
      throw new IOException("a Content-Type that is not well formed");
    }
    return new MediaType(
        matcher.group(1).toLowerCase(Locale.ROOT),
        encoding.toLowerCase(Locale.ROOT),
        parameters(type.substring(matcher.end())));
  }

  /** Whether it is CMS, of whatever kind. */
  boolean isCms() {
    return CMS.contains(name);
  }

  /** Whether it is CMS that says it is signed and not encrypted. */
  boolean isCmsSigned() {
    return isCms() && parameter("smime-type").equals(Optional.of("signed-data"));
  }

  /** Whether it is the signature in a {@code multipart/signed} of S/MIME. */
  boolean isCmsSignature() {
    return CMS_SIGNATURE.contains(name);
  }

  /** Whether it is a multipart of two, of which the second speaks for the first (RFC 1847 2.1). */
  boolean isSigned() {
    return name.equals("multipart/signed");
  }

  /** Whether it is PGP/MIME that is encrypted (RFC 3156 4). */
  boolean isPgpEncrypted() {
    return name.equals("multipart/encrypted")
        && parameter("protocol").equals(Optional.of("application/pgp-encrypted"));
  }

  /** In lower case. */
  Optional<String> parameter(String parameter) {
    return Optional.ofNullable(parameters.get(parameter)).map(v -> v.toLowerCase(Locale.ROOT));
  }

  /**
   * @throws IOException where there is none that every reader takes for one
   */
  String boundary() throws IOException {
    String boundary = parameters.getOrDefault("boundary", "");
    boolean plain = encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
    boolean clear =
        !boundary.isEmpty()
            && boundary.length() <= 70
            && !boundary.endsWith(" ")
            && boundary.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (!plain || !clear) {
      throw new IOException("a multipart without a clear boundary");
    }
    return boundary;
  }

  private static Map<String, String> parameters(String text) throws IOException {
    Map<String, String> all = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(text);
    int at = 0;
    while (at < text.length() && matcher.region(at, text.length()).lookingAt()) {
      at = matcher.end();
      String name = matcher.group(1);
      String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      if (name != null && TELLING_IN_PIECES.matcher(name).matches()) {
        throw new IOException("a parameter that readers understand differently");
      }
      if (name != null && all.put(name.toLowerCase(Locale.ROOT), value) != null) {
        throw new IOException("a parameter that is there twice");
      }
    }
    if (at < text.length()) {
      throw new IOException("parameters that are not well formed");
    }
    return all;
  }

  private static Optional<String> single(HeaderBlock header, String name) throws IOException {
    List<HeaderBlock.Field> all = header.all(name);
    if (all.size() > 1) {
      throw new IOException("a field that is there twice");
    }
    return all.stream().findFirst().map(HeaderBlock.Field::value);
  }
}
