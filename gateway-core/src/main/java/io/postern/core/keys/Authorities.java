package io.postern.core.keys;

import io.postern.core.keys.Standing.Verdict;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * The certificates of authorities that the directory holds, by what was said of them.
 *
 * @param trusted anchors
 * @param known that lead to others
 * @param banned on no path, wherever else they may come from
 */
record Authorities(
    Set<X509Certificate> trusted, List<X509Certificate> known, Set<X509Certificate> banned) {
  Authorities {
    trusted = Set.copyOf(trusted);
    known = List.copyOf(known);
    banned = Set.copyOf(banned);
  }

  static Authorities of(List<FiledKey<StoredKey.Smime>> filed) {
    return new Authorities(
        Set.copyOf(with(filed, Set.of(Verdict.TRUSTED))),
        with(filed, Set.of(Verdict.FILED, Verdict.TRUSTED)),
        Set.copyOf(with(filed, Set.of(Verdict.DISTRUSTED, Verdict.REVOKED))));
  }

  private static List<X509Certificate> with(
      List<FiledKey<StoredKey.Smime>> filed, Set<Verdict> verdicts) {
    return filed.stream()
        .filter(key -> verdicts.contains(key.standing().verdict()))
        .map(key -> key.key().certificate().leaf())
        .toList();
  }
}
