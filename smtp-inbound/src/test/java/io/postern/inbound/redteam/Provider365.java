package io.postern.inbound.redteam;

import io.postern.config.Cidr;
import io.postern.config.Secret;
import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import java.util.List;
import java.util.Optional;

/** Exchange Online as it arrives, and a gateway that knows one of its tenants. */
final class Provider365 {
  static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
  static final String OTHER = "11111111-2222-3333-4444-555555555555";
  static final String SECRET = "a-secret-of-the-transport-rule";
  static final String ID = "X-MS-Exchange-CrossTenant-Id: " + TENANT + "\r\n";
  static final String ORG = "X-OriginatorOrg: example.org\r\n";
  static final String INTERNAL = "X-MS-Exchange-CrossTenant-AuthAs: Internal\r\n";
  static final String PROOF = "X-Contoso-Secret: " + SECRET + "\r\n";
  static final String REST =
      "From: Anna <anna@example.org>\r\nTo: <b@example.net>\r\nSubject: x\r\n\r\nbody\r\n";

  private Provider365() {}

  static UpstreamSettings.Microsoft365 settings() {
    return settings("127.0.0.0/8", false, UpstreamSettings.DkimDemand.OFF);
  }

  static UpstreamSettings.Microsoft365 settings(
      String network, boolean hybrid, UpstreamSettings.DkimDemand dkim) {
    return new UpstreamSettings.Microsoft365(
        "contoso",
        List.of(TENANT),
        List.of("example.org", "contoso.onmicrosoft.com"),
        Optional.of(
            new UpstreamSettings.SecretHeader(
                "X-Contoso-Secret", List.of(new Secret(SECRET)), Optional.empty())),
        List.of(Cidr.parse(network)),
        UpstreamSettings.CertificateDemand.RECORD,
        List.of("mail.protection.outlook.com"),
        hybrid,
        dkim,
        100);
  }

  static Lab lab() throws Exception {
    return lab(settings());
  }

  static Lab lab(UpstreamSettings... upstreams) throws Exception {
    return new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(upstreams).start();
  }

  /** Sends one message within TLS; gives the last reply. */
  static String send(Lab lab, String from, String message) throws Exception {
    try (Client client = lab.greeted().startTls()) {
      client.ask("MAIL FROM:<" + from + ">", "250 2.1.0");
      client.ask("RCPT TO:<b@example.net>", "250 2.1.5");
      client.ask("DATA", "354");
      return client.send(message + ".\r\n").reply();
    }
  }

  /** Sends it to a gateway of its own; gives the last reply, after which nothing may be stored. */
  static String refused(String message) throws Exception {
    try (Lab lab = lab()) {
      String reply = send(lab, "anna@example.org", message);
      if (!lab.intake.taken().isEmpty()) {
        throw new AssertionError("stored, with reply " + reply);
      }
      return reply;
    }
  }
}
