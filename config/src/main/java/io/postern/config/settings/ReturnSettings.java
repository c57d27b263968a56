package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.HostPort;
import io.postern.config.Secret;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The host that one upstream's mail goes back to, always over TLS verified for that very name. */
public record ReturnSettings(
    @Doc(value = "The upstream's name in upstreams.", example = "microsoft") String upstream,
    @Doc(
            value = "host:port; its certificate must carry this name.",
            example = "contoso.mail.protection.outlook.com:25")
        HostPort host,
    @Doc(
            value =
                "Certificate chain in PEM, leaf first, that we show there; of this upstream alone.",
            example = "certificates/contoso.crt")
        Optional<Path> certificate,
    @Doc(
            value = "Its private key in PEM (PKCS#8), readable by the service only.",
            example = "certificates/contoso.key")
        Optional<Path> key,
    @Doc(value = "User for SMTP AUTH PLAIN there.", example = "gateway@contoso.example")
        Optional<String> user,
    @Doc(value = "Its password.", example = "{file: keys/return-password}")
        Optional<Secret> password,
    @Doc(
            "Count mail given to this host as delivered by verified TLS: you vouch that its"
                + " connector forces verified TLS onward, which cannot be seen from here.")
        @Default("false")
        boolean trustOnwardTls,
    @Doc(
            value =
                "Value of X-Postern-Processed on mail that goes this way, for the exception in the"
                    + " routing rule of the upstream.",
            example = "{file: keys/processed-word}")
        Optional<Secret> processedWord) {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{16,100}");

  public ReturnSettings {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("certificate and key are given together or not at all");
    }
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException("user and password are given together or not at all");
    }
    if (processedWord.isPresent() && !WORD.matcher(processedWord.get().reveal()).matches()) {
      throw new IllegalArgumentException(
          "processed_word has 16 to 100 letters, digits, '.', '_' or '-'");
    }
  }
}
