package io.postern.core.wire;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * DNS-IDs of a certificate (RFC 9525): only dNSName entries of subjectAltName count, never the
 * common name; {@code *} stands only for the whole left-most label and for exactly one label.
 */
public final class DnsId {
  private static final Integer DNS_NAME = 2; // GeneralName dNSName [2], RFC 5280 4.2.1.6

  private DnsId() {}

  /** The DNS names in a certificate, as written; none where the extension cannot be read. */
  public static List<String> of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(n -> DNS_NAME.equals(n.get(0)) && n.get(1) instanceof String)
              .map(n -> (String) n.get(1))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of(); // a name that cannot be read matches nothing
    }
  }

  /**
   * True where the name presented in a certificate covers the reference name.
   *
   * @param reference in A-labels, lower case
   */
  public static boolean matches(String presented, String reference) {
    String name = presented.toLowerCase(Locale.ROOT);
    if (!name.startsWith("*.")) {
      return name.indexOf('*') < 0 && name.equals(reference);
    }
    String rest = name.substring(1); // ".example.org"
    int dot = reference.indexOf('.');
    // "*.org" would cover every domain of a registry: at least two labels must follow the star.
    return rest.indexOf('*') < 0
        && rest.indexOf('.', 1) > 0
        && dot > 0
        && reference.substring(dot).equals(rest);
  }
}
