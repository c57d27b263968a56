package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a MIME header says of the body below it (RFC 2045 5 and 6). Read strictly: whatever two
 * readers could understand differently is not converted.
 *
 * @param type in lower case, without parameters
 * @param encoding in lower case, 7bit where none is given
 * @param boundary of a multipart
 * @param sealed whether it lies in a multipart/signed, which nobody may touch (RFC 1847 2.1)
 */
record Entity(String type, String encoding, Optional<String> boundary, boolean sealed) {
  private static final Pattern TYPE =
      Pattern.compile("([A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+)\\s*(;.*)?");
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary\\s*=\\s*(?:\"([^\"\\\\]{1,70})\"|([^\\s\";()<>@,\\\\]{1,70}))\\s*(?=;|$)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NAMED_BOUNDARY =
      Pattern.compile(";\\s*boundary[*0-9]*\\s*=", Pattern.CASE_INSENSITIVE);
  private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");
  private static final Set<String> ENCODED = Set.of("base64", "quoted-printable");

  /**
   * @param digest whether it is a part of a multipart/digest (RFC 2046 5.1.5)
   * @param sealed whether it lies in a multipart/signed
   */
  static Entity of(HeaderBlock header, boolean digest, boolean sealed)
      throws NotConvertibleException {
    if (header.fields().stream().anyMatch(f -> f.name().isEmpty())) {
      throw new NotConvertibleException("a line of a header is no field");
    }
    Optional<String> given = single(header, "Content-Type");
    String fallback = digest ? "message/rfc822" : "text/plain";
    String type = given.isEmpty() ? fallback : typeOf(given.get());
    String encoding =
        single(header, "Content-Transfer-Encoding").orElse("7bit").toLowerCase(Locale.ROOT);
    if (!PLAIN.contains(encoding) && !ENCODED.contains(encoding)) {
      throw new NotConvertibleException("an unknown transfer encoding");
    }
    Optional<String> boundary = Optional.empty();
    if (type.startsWith("multipart/")) {
      boundary = Optional.of(boundaryOf(given.orElseThrow(), encoding));
    }
    return new Entity(type, encoding, boundary, sealed || type.equals("multipart/signed"));
  }

  /** Whether its octets are its content as they are. */
  boolean plain() {
    return PLAIN.contains(encoding);
  }

  /** Whether a message with its own header is inside. */
  boolean message() {
    return plain() && (type.equals("message/rfc822") || type.equals("message/global"));
  }

  boolean multipart() {
    return boundary.isPresent();
  }

  /** RFC 2046 5.2: other kinds of message stay 7bit; RFC 6532 3.7 frees message/global. */
  boolean encodable() {
    return !sealed && (!type.startsWith("message/") || type.startsWith("message/global-"));
  }

  private static Optional<String> single(HeaderBlock header, String name)
      throws NotConvertibleException {
    List<HeaderBlock.Field> all = header.all(name);
    if (all.size() > 1) {
      throw new NotConvertibleException(name + " is there twice");
    }
    return all.stream().findFirst().map(HeaderBlock.Field::value);
  }

  private static String typeOf(String value) throws NotConvertibleException {
    Matcher matcher = TYPE.matcher(value);
    if (!matcher.matches()) {
      throw new NotConvertibleException("a Content-Type that is not well formed");
    }
    return matcher.group(1).toLowerCase(Locale.ROOT);
  }

  private static String boundaryOf(String value, String encoding) throws NotConvertibleException {
    Matcher boundary = BOUNDARY.matcher(value);
    boolean one = NAMED_BOUNDARY.matcher(value).results().count() == 1 && boundary.find();
    if (!one || !PLAIN.contains(encoding)) {
      throw new NotConvertibleException("a multipart without one clear boundary");
    }
    String text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    if (text.endsWith(" ") || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new NotConvertibleException("a boundary that is not well formed");
    }
    return text;
  }
}
