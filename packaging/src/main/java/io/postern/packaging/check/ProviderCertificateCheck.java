package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.wire.DnsId;
import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether providers that verify our certificate (Microsoft's DomainValidation, Google's host name
 * validation) would take it. What is wrong with the file itself is said elsewhere.
 */
public final class ProviderCertificateCheck implements Check {
  private static final String AREA = "certificate";

  @Override
  public List<Finding> examine(Settings settings) {
    Set<String> providers = new TreeSet<>();
    for (UpstreamSettings upstream : settings.upstreams()) {
      switch (upstream) {
        case UpstreamSettings.Microsoft365 _ -> providers.add("Microsoft 365");
        case UpstreamSettings.Google _ -> providers.add("Google");
        case UpstreamSettings.Application _, UpstreamSettings.Network _ -> {}
      }
    }
    return providers.isEmpty()
        ? List.of()
        : certificates(settings, String.join(" and ", providers));
  }

  private static List<Finding> certificates(Settings settings, String providers) {
    List<Finding> findings = new ArrayList<>();
    for (Settings.Listener l : settings.listeners()) {
      if (l.certificate().isPresent() && l.key().isPresent()) {
        Path file = l.certificate().get();
        findings.addAll(certificate(file, l.key().get(), settings.server().hostname(), providers));
      }
    }
    return findings;
  }

  private static List<Finding> certificate(Path file, Path key, String hostname, String providers) {
    try {
      X509Certificate leaf = TlsIdentity.read(file, key).chain().getFirst();
      return judge(file, leaf, hostname.toLowerCase(Locale.ROOT), providers);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return List.of();
    }
  }

  private static List<Finding> judge(
      Path file, X509Certificate leaf, String hostname, String providers) {
    List<Finding> findings = new ArrayList<>();
    if (leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())) {
      findings.add(
          Finding.warning(AREA, file, "signed by itself: " + providers + " would not send to it"));
    }
    if (DnsId.of(leaf).stream().noneMatch(name -> DnsId.matches(name, hostname))) {
      findings.add(
          Finding.warning(
              AREA, file, "not for " + hostname + ": " + providers + " would not send to it"));
    }
    return findings;
  }
}
