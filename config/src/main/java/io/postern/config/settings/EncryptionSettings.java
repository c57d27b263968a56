package io.postern.config.settings;

import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Messages that are encrypted themselves. */
public record EncryptionSettings(
    @Doc(
            value =
                "The largest encrypted message that leaves; what would become larger takes the next"
                    + " protection. It is a third larger than what is inside. Without it only what"
                    + " the receiver announces counts.",
            example = "35MiB")
        Optional<DataSize> maximumSize,
    @Doc(
            "With what S/MIME messages to certain recipients are encrypted; the first entry that"
                + " fits counts. For all others what their last signature said that they read, and"
                + " else what every program reads: aes-256-cbc and rsa-pkcs1.")
        @Default("[]")
        List<SmimePin> smime,
    @Doc("Mail that others encrypted to keys of ours.") @Default("{}")
        DecryptionSettings decryption) {

  /** What some recipients read. */
  public record SmimePin(
      @Doc(
              value = "Addresses, domains, or .example.org for every domain below example.org.",
              example = "partner.example")
          @OneOrMore
          List<String> to,
      @Doc(
              "aes-256-cbc (EnvelopedData), which every program reads, or aes-128-gcm, aes-256-gcm"
                  + " (AuthEnvelopedData), which few do.")
          @Default("aes-256-cbc")
          Content content,
      @Doc("rsa-pkcs1, which every program reads, or rsa-oaep (with SHA-256), which not all do.")
          @Default("rsa-pkcs1")
          KeyTransport keyTransport) {
    /** Whether it is for this address, whose domain is in lower case. */
    public boolean covers(String address, String domain) {
      return EncryptionSettings.covers(to, address, domain);
    }
  }

  /** Whether one of the addresses, domains and domains above is meant. */
  static boolean covers(List<String> patterns, String address, String domain) {
    return patterns.stream()
        .map(pattern -> pattern.toLowerCase(Locale.ROOT))
        .anyMatch(pattern -> covers(pattern, address.toLowerCase(Locale.ROOT), domain));
  }

  private static boolean covers(String pattern, String address, String domain) {
    if (pattern.contains("@")) {
      return pattern.equals(address);
    }
    return pattern.startsWith(".") ? domain.endsWith(pattern) : domain.equals(pattern);
  }

  /** Ciphers for the content. */
  public enum Content {
    AES_256_CBC,
    AES_128_GCM,
    AES_256_GCM;

    /** As in {@code aes-256-cbc}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How the content's key is encrypted to an RSA key. */
  public enum KeyTransport {
    RSA_PKCS1,
    RSA_OAEP;

    /** As in {@code rsa-oaep}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
