package io.postern.outbound.dkim;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which fields of a header a signature covers.
 *
 * @param names the tag h=, in order
 * @param canonical those of them that are there, in the same order
 */
record CoveredFields(List<String> names, String canonical) {
  /**
   * What readers see and what tells how the body is to be read, named once more than it is there:
   * nobody adds another unseen (RFC 6376 5.4.2, 8.15).
   */
  private static final List<String> SEALED =
      List.of(
          "From",
          "To",
          "Cc",
          "Subject",
          "Date",
          "Message-ID",
          "Reply-To",
          "Sender",
          "In-Reply-To",
          "References",
          "MIME-Version",
          "Content-Type",
          "Content-Transfer-Encoding");

  /**
   * RFC 6376 5.4.1, as often as they are there. Relays and lists that come later may add some of
   * them. Of those of RFC 8460 5.3 the standard wants it.
   */
  private static final List<String> WHERE_PRESENT =
      List.of(
          "Content-Disposition",
          "Content-ID",
          "Content-Description",
          "Resent-From",
          "Resent-To",
          "Resent-Cc",
          "Resent-Date",
          "Resent-Message-ID",
          "Resent-Sender",
          "List-Id",
          "List-Help",
          "List-Unsubscribe",
          "List-Unsubscribe-Post",
          "List-Subscribe",
          "List-Post",
          "List-Owner",
          "List-Archive",
          "Auto-Submitted",
          "Autocrypt",
          "TLS-Required",
          "TLS-Report-Domain",
          "TLS-Report-Submitter");

  /** For a signature of the author's domain. */
  static CoveredFields of(HeaderBlock header) {
    return of(header, WHERE_PRESENT);
  }

  /** For a hop's signature, which covers those before it as well (RFC 8617 5.1.1). */
  static CoveredFields withSignatures(HeaderBlock header) {
    return of(
        header, Stream.concat(WHERE_PRESENT.stream(), Stream.of(DkimSignatures.NAME)).toList());
  }

  private static CoveredFields of(HeaderBlock header, List<String> wherePresent) {
    List<String> names = new ArrayList<>();
    StringBuilder canonical = new StringBuilder();
    SEALED.forEach(name -> cover(header, name, true, names, canonical));
    wherePresent.forEach(name -> cover(header, name, false, names, canonical));
    return new CoveredFields(List.copyOf(names), canonical.toString());
  }

  /** RFC 6376 5.4.2: of several of one name the lowest comes first. */
  private static void cover(
      HeaderBlock header,
      String name,
      boolean sealed,
      List<String> names,
      StringBuilder canonical) {
    for (Field field : header.all(name).reversed()) {
      names.add(name.toLowerCase(Locale.ROOT));
      canonical.append(Canonicalization.RELAXED.field(field));
    }
    if (sealed) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
  }
}
