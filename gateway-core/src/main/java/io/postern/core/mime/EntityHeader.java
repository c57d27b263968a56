package io.postern.core.mime;

import io.postern.core.mime.Ambiguity.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.james.mime4j.stream.Field;
import org.jspecify.annotations.Nullable;

/** Collects the MIME fields of one entity and says what is odd about them. For one thread. */
final class EntityHeader {
  private static final Set<String> ENCODINGS =
      Set.of("", "7bit", "8bit", "binary", "quoted-printable", "base64", "7-bit", "8-bit");

  /** Read as a message, or as the text that they are (RFC 3464, 8098, 5965, 6522). */
  private static final Set<String> READ_MESSAGES =
      Set.of(
          "message/rfc822",
          "message/delivery-status",
          "message/disposition-notification",
          "message/feedback-report",
          "message/rfc822-headers");

  /** What a type may not hold (RFC 2045 5.1), without the slash that it must. */
  private static final String TSPECIALS = "()<>@,;:\\\"[]?=";

  private static final Pattern COMPOSITE =
      Pattern.compile("multipart|message", Pattern.CASE_INSENSITIVE);

  private static final Parameters NONE = new Parameters("", Map.of(), false, false);

  private final Consumer<Kind> odd;
  private @Nullable Parameters type;
  private @Nullable Parameters disposition;
  private @Nullable String encoding;
  private boolean broken;

  EntityHeader(Consumer<Kind> odd) {
    this.odd = odd;
  }

  /** Takes what stands where a field could, before anything else is made of it. */
  void raw(byte[] field) {
    if (DisguisedField.isIn(field)) {
      odd.accept(Kind.DISGUISED_FIELD);
    }
  }

  /** Takes a line that is no field. */
  void brokenLine() {
    broken = true;
  }

  /** Takes any field; for all but MIME fields only its line ends matter. */
  void add(String lowerCaseName, String value, Field field) {
    if (hasControl(field.getRaw().toByteArray())) {
      odd.accept(Kind.CONTROL_IN_FIELD);
    }
    if (!lowerCaseName.startsWith("content-")) {
      return;
    }
    if (broken) {
      odd.accept(Kind.BROKEN_HEADER);
      broken = false;
    }
    checkForm(field);
    switch (lowerCaseName) {
      case "content-type" -> type(value);
      case "content-transfer-encoding" -> encoding(value);
      case "content-disposition" -> disposition(value);
      default -> {}
    }
  }

  /** The entity as declared so far. */
  MimePart part(String path) {
    Parameters t = type == null ? NONE : type;
    Parameters d = disposition == null ? NONE : disposition;
    Optional<String> name =
        Optional.ofNullable(d.parameters().get("filename"))
            .or(() -> Optional.ofNullable(t.parameters().get("name")))
            .map(EncodedWords::decode);
    return new MimePart(path, wellFormed(t.value()), t.parameters(), name, d.value());
  }

  /** What can only be said at the end of the header. */
  void finish() {
    Parameters t = type == null ? NONE : type;
    boolean multipart = t.value().startsWith("multipart/");
    boolean encoded = encoding != null && !encoding.matches("|[78]-?bit|binary");
    if (multipart && encoded) {
      odd.accept(Kind.ENCODED_COMPOSITE);
    }
    if (multipart) {
      checkBoundary(t);
    }
    if (t.value().startsWith("message/") && !READ_MESSAGES.contains(t.value())) {
      odd.accept(Kind.PARTIAL_MESSAGE);
    }
  }

  private void type(String value) {
    if (type != null) {
      odd.accept(Kind.DUPLICATE_CONTENT_TYPE);
      return;
    }
    type = Parameters.parse(value);
    if (type.duplicate()) {
      odd.accept(Kind.DUPLICATE_PARAMETER);
    }
    if (!isTypeForm(type.value())) {
      boolean composite =
          COMPOSITE.matcher(value.replaceAll("\\s", "")).find(); // readers differ in unfolding
      odd.accept(composite ? Kind.MALFORMED_COMPOSITE_TYPE : Kind.MALFORMED_CONTENT_TYPE);
    }
  }

  private void encoding(String value) {
    if (encoding != null) {
      odd.accept(Kind.DUPLICATE_TRANSFER_ENCODING);
      return;
    }
    encoding = value.strip().toLowerCase(java.util.Locale.ROOT);
    if (!ENCODINGS.contains(encoding)) {
      odd.accept(Kind.UNKNOWN_TRANSFER_ENCODING);
    }
  }

  private void disposition(String value) {
    if (disposition != null) {
      odd.accept(Kind.DUPLICATE_DISPOSITION);
      return;
    }
    disposition = Parameters.parse(value);
  }

  private void checkBoundary(Parameters t) {
    String boundary = t.parameters().getOrDefault("boundary", "");
    if (boundary.isEmpty()) {
      odd.accept(Kind.MISSING_BOUNDARY);
    } else if (t.encodedBoundary() || !isBoundaryForm(boundary)) {
      odd.accept(Kind.ODD_BOUNDARY);
    }
  }

  private void checkForm(Field field) {
    byte[] raw = field.getRaw().toByteArray();
    int colon = 0;
    while (colon < raw.length && raw[colon] != ':') {
      colon++;
    }
    if (colon > 0 && colon < raw.length && (raw[colon - 1] == ' ' || raw[colon - 1] == '\t')) {
      odd.accept(Kind.SPACE_BEFORE_COLON);
    }
  }

  private static boolean hasControl(byte[] raw) {
    for (int i = 0; i < raw.length; i++) {
      boolean loneCr = raw[i] == '\r' && i + 1 < raw.length && raw[i + 1] != '\n';
      if (raw[i] == 0 || loneCr) {
        return true;
      }
    }
    return false;
  }

  private static String wellFormed(String type) {
    return isTypeForm(type) ? type : "text/plain";
  }

  private static boolean isTypeForm(String type) {
    int slash = type.indexOf('/');
    return slash > 0
        && slash < type.length() - 1
        && type.indexOf('/', slash + 1) < 0
        && type.chars().allMatch(c -> c > 32 && c < 127 && TSPECIALS.indexOf(c) < 0);
  }

  /** RFC 2046 5.1.1, plus what mailers write in quotes without harm. */
  private static boolean isBoundaryForm(String boundary) {
    return boundary.length() <= 70 && boundary.chars().allMatch(c -> c >= 32 && c < 127);
  }
}
