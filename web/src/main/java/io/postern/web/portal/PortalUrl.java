package io.postern.web.portal;

import io.postern.config.settings.PortalSettings;
import java.net.URI;

/**
 * The address that recipients see.
 *
 * @param base without a slash at its end
 * @param origin scheme, host and port, as in an Origin header (RFC 6454 6.2)
 * @param https whether browsers come by TLS, ours or a proxy's
 */
record PortalUrl(String base, String origin, boolean https) {
  static PortalUrl of(PortalSettings settings) {
    String base = settings.url().replaceAll("/+$", "");
    URI uri = URI.create(base);
    return new PortalUrl(
        base, uri.getScheme() + "://" + uri.getRawAuthority(), base.startsWith("https://"));
  }
}
