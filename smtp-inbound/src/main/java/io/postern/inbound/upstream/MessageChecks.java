package io.postern.inbound.upstream;

import io.postern.config.settings.UpstreamSettings.CertificateDemand;
import io.postern.core.model.ReversePath;
import java.util.List;

/** Checks that several kinds of upstreams have in common. */
final class MessageChecks {
  private MessageChecks() {}

  static Finding address(Link link) {
    return Finding.passed("address", link.client() + " is in the upstream's networks");
  }

  static Finding tls(Link link) {
    return Finding.of(link.isSecure(), "tls", RefusalCode.TLS, link.protocol());
  }

  static Finding certificate(Link link, CertificateDemand demand, List<String> names) {
    boolean proved = link.isProved(names);
    String shown = link.describeCertificate().orElse("none was shown");
    return switch (demand) {
      case REQUIRE -> Finding.of(proved, "certificate", RefusalCode.CERTIFICATE, shown);
      case RECORD ->
          proved
              ? Finding.passed("certificate", shown)
              : Finding.skipped("certificate", shown + " (not demanded)");
    };
  }

  static Finding secret(IdentityHeader header, HeaderSecrets secrets) {
    String name = "secret";
    return switch (header.text(secrets.name())) {
      case IdentityHeader.Value.Missing() ->
          Finding.failed(name, RefusalCode.SECRET_MISSING, secrets.name() + " is missing");
      case IdentityHeader.Value.Doubled() ->
          Finding.failed(name, RefusalCode.SECRET_DOUBLED, secrets.name() + " is there twice");
      case IdentityHeader.Value.Odd() ->
          Finding.failed(name, RefusalCode.SECRET_DOUBLED, secrets.name() + " is malformed");
      case IdentityHeader.Value.One(String text) ->
          secrets
              .find(text)
              .map(match -> Finding.passed(name, match.detail()))
              .orElseGet(() ->
                  Finding.failed(
                      name, RefusalCode.SECRET_WRONG, secrets.name() + " has another value"));
    };
  }

  static Finding from(IdentityHeader header, SenderDomains domains) {
    String name = "from";
    return switch (header.text("From")) {
      case IdentityHeader.Value.Missing() ->
          Finding.failed(name, RefusalCode.FROM, "there is no From field");
      case IdentityHeader.Value.Doubled() ->
          Finding.failed(name, RefusalCode.FROM, "there are several From fields");
      case IdentityHeader.Value.Odd() ->
          Finding.failed(name, RefusalCode.FROM, "the From field is malformed");
      case IdentityHeader.Value.One(String text) ->
          FromField.domains(text)
              .map(found ->
                  Finding.of(
                      found.stream().allMatch(domains::contains),
                      name,
                      RefusalCode.FROM,
                      "domains seen: " + plain(found)))
              .orElseGet(() ->
                  Finding.failed(
                      name, RefusalCode.FROM, "the From field is not a plain list of addresses"));
    };
  }

  static Finding mailFrom(ReversePath from, boolean allowed) {
    String seen =
        switch (from) {
          case ReversePath.Null() -> "<>";
          case ReversePath.From(var mailbox) -> "domain seen: " + mailbox.domain();
        };
    return Finding.of(allowed, "mail-from", RefusalCode.MAIL_FROM, seen);
  }

  /** What an outsider wrote, without what could be markup, a line end, or endless. */
  private static String plain(List<String> domains) {
    String text = String.join(", ", domains).replaceAll("[^\\p{L}\\p{N}., _-]", "?");
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
