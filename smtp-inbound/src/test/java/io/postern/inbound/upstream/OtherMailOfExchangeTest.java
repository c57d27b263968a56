package io.postern.inbound.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Cidr;
import io.postern.config.Secret;
import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes through an outbound connector besides letters of people. */
@Timeout(30)
final class OtherMailOfExchangeTest {
  private static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
  private static final String SECRET = "a-secret-of-the-transport-rule";
  private static final String PROOF =
      "X-MS-Exchange-CrossTenant-Id: "
          + TENANT
          + "\r\nX-OriginatorOrg: example.org\r\nX-Contoso-Secret: "
          + SECRET
          + "\r\nX-MS-Exchange-CrossTenant-AuthAs: ";

  @ParameterizedTest
  @CsvSource({
    "NDR, '', Internal, MicrosoftExchange329e71ec@contoso.onmicrosoft.com, multipart/report, 250",
    "automatic reply, '', Internal, anna@example.org, text/plain, 250",
    "journal report, '', Internal, journal@example.org, multipart/mixed, 250",
    "meeting, anna@example.org, Internal, anna@example.org, text/calendar, 250",
    "rpmsg, anna@example.org, Internal, anna@example.org, application/x-microsoft-rpmsg-message, 250",
    "S/MIME, anna@example.org, Internal, anna@example.org, application/pkcs7-mime, 250",
    "TNEF, anna@example.org, Internal, anna@example.org, application/ms-tnef, 250",
    "validation, O365ConnectorValidation@example.org, Internal,"
        + " O365ConnectorValidation@example.org, text/plain, 250",
    "forward of a stranger's mail, anna@example.org, Anonymous, x@example.com, text/plain, 550",
    "forward with SRS, anna+SRS=a=b=example.com=x@example.org, Internal, x@example.com,"
        + " text/plain, 550",
  })
  void kind_withItsProof_isTakenOrRefused(
      String kind, String mailFrom, String authAs, String from, String type, String reply)
      throws Exception {
    String message =
        PROOF
            + authAs
            + "\r\nX-MS-Exchange-Transport-Forked: True\r\nFrom: "
            + from
            + "\r\nSubject: "
            + kind
            + "\r\nContent-Type: "
            + type
            + "\r\n\r\nx\r\n";
    try (Lab lab = lab();
        Client client = lab.greeted().startTls()) {
      client.ask("MAIL FROM:<" + mailFrom + ">", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.ask("DATA", "354");
      client.send(message + ".\r\n").expect(reply);
      assertThat(lab.intake.taken()).hasSize(reply.equals("250") ? 1 : 0);
    }
  }

  private static Lab lab() throws Exception {
    UpstreamSettings contoso =
        new UpstreamSettings.Microsoft365(
            "contoso",
            List.of(TENANT),
            List.of("example.org", "contoso.onmicrosoft.com"),
            Optional.of(
                new UpstreamSettings.SecretHeader(
                    "X-Contoso-Secret", List.of(new Secret(SECRET)), Optional.empty())),
            List.of(Cidr.parse("127.0.0.0/8")),
            UpstreamSettings.CertificateDemand.RECORD,
            List.of("mail.protection.outlook.com"),
            false,
            UpstreamSettings.DkimDemand.OFF,
            100);
    return new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(contoso).start();
  }
}
