package io.postern.inbound.redteam;

import io.postern.config.Cidr;
import io.postern.config.Secret;
import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.inbound.Lab;
import io.postern.inbound.upstream.Dkim;
import java.util.List;
import java.util.Optional;

/** Google Workspace as it arrives, and a gateway that knows one of its customers. */
final class GoogleMail {
  static final String PROOF = "X-Routing-Secret: a-secret-of-the-routing-rule\r\n";
  static final String MESSAGE =
      "From: anna@example.org\r\nTo: <b@example.net>\r\nSubject: x\r\n\r\nbody\r\n";

  private GoogleMail() {}

  static UpstreamSettings.Google settings() {
    return new UpstreamSettings.Google(
        "workspace",
        List.of("example.org"),
        Optional.of(
            new UpstreamSettings.SecretHeader(
                "X-Routing-Secret",
                List.of(new Secret("a-secret-of-the-routing-rule")),
                Optional.empty())),
        List.of(Cidr.parse("127.0.0.0/8")),
        UpstreamSettings.CertificateDemand.RECORD,
        List.of("smtp.gmail.com"),
        UpstreamSettings.DkimDemand.REQUIRED,
        100);
  }

  static Lab lab(Dkim dns) throws Exception {
    return new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(settings()).dns(dns).start();
  }
}
