package io.postern.config.settings;

import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.HostPort;
import io.postern.config.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The web portal. */
public record PortalSettings(
    @Doc(value = "address:port to listen on.", example = "0.0.0.0:25") HostPort address,
    @Doc(
            value = "The URL that recipients see, as in https://mail.example.org",
            example = "https://mail.example.org")
        String url,
    @Doc(
            value = "Certificate chain in PEM; without it a TLS proxy on this machine is expected.",
            example = "certificates/portal.crt")
        Optional<Path> certificate,
    @Doc(value = "Private key in PEM.", example = "certificates/portal.key") Optional<Path> key,
    @Doc(
            value =
                "The address that notices and codes come from, in the organisation's own domain.",
            example = "secure-mail@example.org")
        String from,
    @Doc(value = "The organisation's name in notices and pages.", example = "Example Hospital")
        String organisation,
    @Doc("How long a session lasts without a click.")
        @Default("15m")
        @Range(min = "1s", max = "24h")
        Duration sessionIdle,
    @Doc("How long a mailed code is good.") @Default("10m") @Range(min = "1m", max = "1h")
        Duration codeLife,
    @Doc("Wrong codes before a new one must be asked for.")
        @Default("5")
        @Range(min = "1", max = "20")
        int codeTries,
    @Doc("Codes per item and hour.") @Default("5") @Range(min = "1", max = "100") int codesPerHour,
    @Doc("Largest reply with attachments.") @Default("25MiB") @Range(min = "64KiB", max = "1GiB")
        DataSize replySize) {
  private static final Pattern HOST_ONLY =
      Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?/*");

  public PortalSettings {
    if (!url.startsWith("https://")
        && !url.startsWith("http://127.0.0.1")
        && !url.startsWith("http://localhost")) {
      throw new IllegalArgumentException("url must be https (http only on loopback)");
    }
    if (!HOST_ONLY.matcher(url).matches()) {
      throw new IllegalArgumentException(
          "url is scheme, host and port alone: the portal owns its whole host");
    }
  }
}
