package io.postern.core.keys;

import io.postern.core.keys.Standing.Verdict;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/**
 * The certificates of authorities that the directory holds, by what was said of them.
 *
 * @param trusted anchors
 * @param known that lead to others
 * @param banned on no path, wherever else they may come from
 */
record Authorities(Set<X509Certificate> trusted, List<X509Certificate> known, Set<Named> banned) {
  Authorities {
    trusted = Set.copyOf(trusted);
    known = List.copyOf(known);
    banned = Set.copyOf(banned);
  }

  static Authorities of(List<FiledKey<StoredKey.Smime>> filed) {
    return new Authorities(
        Set.copyOf(with(filed, Set.of(Verdict.TRUSTED))),
        with(filed, Set.of(Verdict.FILED, Verdict.TRUSTED)),
        with(filed, Set.of(Verdict.DISTRUSTED, Verdict.REVOKED)).stream()
            .map(Named::of)
            .collect(Collectors.toSet()));
  }

  /**
   * An authority, whatever certificates it has: by another authority, renewed, or in another
   * encoding.
   *
   * @param key SubjectPublicKeyInfo, SHA-256, in hex
   */
  record Named(X500Principal subject, String key) {
    static Named of(X509Certificate certificate) {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
        return new Named(certificate.getSubjectX500Principal(), HexFormat.of().formatHex(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  /** Whether it, or another certificate of the same authority, is distrusted or revoked. */
  boolean bans(X509Certificate certificate) {
    return !banned.isEmpty() && banned.contains(Named.of(certificate));
  }

  private static List<X509Certificate> with(
      List<FiledKey<StoredKey.Smime>> filed, Set<Verdict> verdicts) {
    return filed.stream()
        .filter(key -> verdicts.contains(key.standing().verdict()))
        .map(key -> key.key().certificate().leaf())
        .toList();
  }
}
