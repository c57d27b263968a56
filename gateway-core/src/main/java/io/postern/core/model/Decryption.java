package io.postern.core.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What became of a message that somebody encrypted to us; travels in the details of a proof. */
public sealed interface Decryption {
  /**
   * It was opened.
   *
   * @param format {@code smime} or {@code openpgp}
   * @param key fingerprint of the key of ours that opened it, lower-case hex
   * @param integrity {@code authenticated}, {@code signature} or {@code unauthenticated}
   * @param signature {@code valid}, {@code unverified}, {@code invalid} or {@code none}
   * @param signer fingerprint of the key whose signature is valid
   */
  record Opened(
      String format, String key, String integrity, String signature, Optional<String> signer)
      implements Decryption {}

  /**
   * It went on as it came. Why is nowhere told: whoever could learn it would have an oracle.
   *
   * @param format {@code smime} or {@code openpgp}
   */
  record Left(String format) implements Decryption {}

  /** {@code smime} or {@code openpgp}. */
  String format();

  /** For the details of a proof. */
  default Map<String, String> details() {
    return switch (this) {
      case Left(String format) -> Map.of("decrypted", "no", "decryption_format", format);
      case Opened o -> {
        Map<String, String> all = new HashMap<>();
        all.put("decrypted", "yes");
        all.put("decryption_format", o.format());
        all.put("decryption_key", o.key());
        all.put("decryption_integrity", o.integrity());
        all.put("decryption_signature", o.signature());
        o.signer().ifPresent(signer -> all.put("decryption_signer", signer));
        yield all;
      }
    };
  }

  /** What the details of a proof say of it; empty where they say nothing. */
  static Optional<Decryption> of(Map<String, String> details) {
    String format = details.getOrDefault("decryption_format", "");
    return switch (details.getOrDefault("decrypted", "")) {
      case "no" -> Optional.of(new Left(format));
      case "yes" ->
          Optional.of(
              new Opened(
                  format,
                  details.getOrDefault("decryption_key", ""),
                  details.getOrDefault("decryption_integrity", ""),
                  details.getOrDefault("decryption_signature", ""),
                  Optional.ofNullable(details.get("decryption_signer"))));
      default -> Optional.empty();
    };
  }
}
