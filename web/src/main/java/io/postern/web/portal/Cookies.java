package io.postern.web.portal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;

/**
 * The portal's two cookies. With TLS their names begin with {@code __Host-}, so that neither
 * another host of the domain nor plain HTTP can plant them. SameSite is Lax because Strict would
 * drop them on the click that comes from a mail program. Safe for use by many threads.
 */
final class Cookies {
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final boolean https;

  Cookies(boolean https) {
    this.https = https;
  }

  /** The browser's own id, which means nothing by itself. */
  Optional<String> browser(Request request) {
    return value(request, name("browser"));
  }

  /** The id of the session for an item. */
  Optional<String> session(Request request, String reference) {
    return value(request, name("session-" + reference));
  }

  String setBrowser(String id) {
    return set(name("browser"), id);
  }

  /** One cookie per item, so that two messages can be open in one browser. */
  String setSession(String reference, String id) {
    return set(name("session-" + reference), id);
  }

  String clearSession(String reference) {
    return set(name("session-" + reference), "") + "; Max-Age=0";
  }

  private String name(String name) {
    return (https ? "__Host-" : "") + "postern-" + name;
  }

  private String set(String name, String value) {
    return name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + (https ? "; Secure" : "");
  }

  /** Empty also where the cookie comes twice: then one of them is not ours. */
  private static Optional<String> value(Request request, String name) {
    List<String> values =
        Request.getCookies(request).stream()
            .filter(c -> c.getName().equals(name))
            .map(HttpCookie::getValue)
            .toList();
    boolean ours = values.size() == 1 && VALUE.matcher(values.getFirst()).matches();
    return ours ? Optional.of(values.getFirst()) : Optional.empty();
  }
}
