package io.postern.web.portal;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Takes forms only from our own pages in the browser that got them: a token bound to the browser's
 * cookie and to the place, and what the browser itself says of the origin. Safe for use by many
 * threads.
 */
final class FormGuard {
  private final PortalKeys keys;
  private final Cookies cookies;
  private final String origin;

  FormGuard(PortalKeys keys, Cookies cookies, String origin) {
    this.keys = keys;
    this.cookies = cookies;
    this.origin = origin;
  }

  /** The token for a form at {@code place} in that browser. */
  String token(String browser, String place) {
    return keys.formToken(browser, place);
  }

  /** True where the request comes from our own page; the token may be read later. */
  boolean sameOrigin(Request request) {
    String site = request.getHeaders().get("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    // Referrer-Policy: no-referrer makes browsers send "null" for our own forms too (Fetch 3.2),
    // so for those without Sec-Fetch-Site it is the token that counts
    String from = request.getHeaders().get(HttpHeader.ORIGIN);
    return from == null || from.equals("null") || from.equals(origin);
  }

  /** True where the token is the one that this browser got for this place. */
  boolean genuine(Request request, String place, String token) {
    return cookies
        .browser(request)
        .map(browser -> PortalKeys.same(keys.formToken(browser, place), token))
        .orElse(false);
  }
}
