package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import io.postern.core.wire.IdentityFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Our own certificates: readable, with their key, and not about to expire. */
final class CertificateCheck implements Check {
  private static final String AREA = "certificate";
  private static final Duration SOON = Duration.ofDays(21);

  private final InstantSource clock;

  CertificateCheck(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    for (Settings.Listener l : settings.listeners()) {
      IdentityFiles.of(l).ifPresent(f -> findings.add(look(f)));
    }
    settings
        .portal()
        .ifPresent(p ->
            p.certificate()
                .ifPresent(
                    c -> p.key().ifPresent(k -> findings.add(look(new IdentityFiles.Pem(c, k))))));
    return findings;
  }

  private Finding look(IdentityFiles files) {
    Path certificate = files.files().getFirst();
    try {
      return life(certificate, files.read().chain().getFirst());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return Finding.error(AREA, certificate, String.valueOf(e.getMessage()));
    }
  }

  private Finding life(Path file, X509Certificate leaf) {
    Instant now = clock.instant();
    Instant end = leaf.getNotAfter().toInstant();
    if (now.isBefore(leaf.getNotBefore().toInstant())) {
      return Finding.error(AREA, file, "not valid before " + leaf.getNotBefore().toInstant());
    }
    if (!now.isBefore(end)) {
      return Finding.error(AREA, file, "expired " + end);
    }
    boolean selfSigned = leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
    String until = "valid until " + end + (selfSigned ? ", signed by itself" : "");
    return now.plus(SOON).isBefore(end)
        ? Finding.good(AREA, file, until)
        : Finding.warning(AREA, file, until + ": renew it now");
  }
}
