package io.postern.core.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPUserId;

/** What a key says of itself, for a person who looks at it. */
final class KeyFacts {
  private KeyFacts() {}

  /** Facts by name in snake case, in the order to show them. */
  static Map<String, String> of(StoredKey key) {
    return switch (key) {
      case StoredKey.Smime smime -> ofCertificate(smime.certificate());
      case StoredKey.OpenPgp openPgp -> ofOpenPgp(openPgp);
    };
  }

  private static Map<String, String> ofCertificate(SmimeCertificate certificate) {
    X509Certificate leaf = certificate.leaf();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("subject", leaf.getSubjectX500Principal().getName());
    facts.put("issuer", leaf.getIssuerX500Principal().getName());
    facts.put("serial", leaf.getSerialNumber().toString(16));
    facts.put("not_before", text(leaf.getNotBefore().toInstant()));
    facts.put("not_after", text(leaf.getNotAfter().toInstant()));
    facts.put("signature", leaf.getSigAlgName());
    facts.put(
        "chain",
        certificate.chain().stream()
            .map(authority -> authority.getSubjectX500Principal().getName())
            .collect(Collectors.joining(" < ")));
    return facts;
  }

  private static Map<String, String> ofOpenPgp(StoredKey.OpenPgp key) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("created", text(key.newestFirst()));
    facts.put(
        "user_ids",
        key.certificate().getAllUserIds().stream()
            .map(OpenPGPUserId::getUserId)
            .collect(Collectors.joining(", ")));
    facts.put(
        "keys",
        key.certificate().getKeys().stream()
            .map(KeyFacts::component)
            .collect(Collectors.joining(", ")));
    return facts;
  }

  private static String component(OpenPGPComponentKey component) {
    return OpenPgpAlgorithm.label(component.getPGPPublicKey())
        + " "
        + component.getKeyIdentifier()
        + " of "
        + text(component.getCreationTime().toInstant());
  }

  private static String text(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
