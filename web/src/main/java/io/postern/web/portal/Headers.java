package io.postern.web.portal;

import org.eclipse.jetty.http.HttpFields;

/**
 * The headers of every response: nothing is loaded from elsewhere, kept, framed or told to others.
 */
final class Headers {
  static final String CSP = "Content-Security-Policy";

  private static final String PAGE =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self';"
          + " frame-ancestors 'none'; base-uri 'none'";

  /**
   * For the stranger's HTML: an origin of its own, no script, no form, pictures only from within.
   * Links may open apart, outside of the sandbox.
   */
  private static final String FRAME =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:;"
          + " style-src 'unsafe-inline'; form-action 'none'; base-uri 'none';"
          + " frame-ancestors 'self'";

  private final boolean https;

  Headers(boolean https) {
    this.https = https;
  }

  /** Puts what every response has. */
  void put(HttpFields.Mutable headers) {
    headers
        .put(CSP, PAGE)
        .put("Referrer-Policy", "no-referrer")
        .put("Cache-Control", "no-store")
        .put("X-Content-Type-Options", "nosniff")
        .put("X-Frame-Options", "DENY")
        .put("X-Robots-Tag", "noindex, nofollow")
        .put("Cross-Origin-Opener-Policy", "same-origin")
        .put("Cross-Origin-Resource-Policy", "same-origin")
        .put(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()");
    if (https) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
  }

  /** Puts what the frame with the stranger's HTML has instead. */
  void putFrame(HttpFields.Mutable headers) {
    headers.put(CSP, FRAME).put("X-Frame-Options", "SAMEORIGIN");
  }
}
