package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Resolver;
import io.postern.core.port.Resolver.Answer;
import io.postern.outbound.https.HttpsClient;
import java.net.InetAddress;
import java.util.List;

/**
 * Keys on the web server of the recipient's domain (draft-koch-openpgp-webkey-service 3.1): on
 * {@code openpgpkey.} and the domain, and on the domain itself only where that name has no address.
 */
public final class WebKeyDirectory implements KeySource {
  private static final String ROOT = "/.well-known/openpgpkey/";

  private enum Presence {
    PRESENT,
    ABSENT,
    UNKNOWN
  }

  private final Resolver dns;
  private final KeyFetch web;

  public WebKeyDirectory(Resolver dns, HttpsClient web) {
    this.dns = dns;
    this.web = new KeyFetch(web, Voucher.DOMAIN_SERVER);
  }

  @Override
  public Source source() {
    return Source.WKD;
  }

  @Override
  public String service(Mailbox recipient) {
    return recipient.domain();
  }

  @Override
  public SourceAnswer ask(Query query) {
    Deadline deadline = Deadline.in(query.patience());
    String domain = query.recipient().domain();
    String advanced = "openpgpkey." + domain;
    return switch (presence(advanced)) {
      case PRESENT -> fetch(advanced, ROOT + domain + "/hu/", query.recipient(), deadline);
      case ABSENT -> direct(query.recipient(), deadline);
      // Not the same as "no address": who blocks that name must not choose the method.
      case UNKNOWN -> new SourceAnswer.Failed(advanced, "the DNS does not answer for it");
    };
  }

  private SourceAnswer direct(Mailbox recipient, Deadline deadline) {
    String domain = recipient.domain();
    return switch (presence(domain)) {
      case PRESENT -> fetch(domain, ROOT + "hu/", recipient, deadline);
      case ABSENT -> new SourceAnswer.None(domain, "the domain has no web server");
      case UNKNOWN -> new SourceAnswer.Failed(domain, "the DNS does not answer for it");
    };
  }

  private Presence presence(String host) {
    boolean unknown = false;
    for (Answer<InetAddress> addresses : List.of(dns.ipv4(host), dns.ipv6(host))) {
      if (addresses instanceof Answer.Found<InetAddress>) {
        return Presence.PRESENT;
      }
      unknown |= addresses instanceof Answer.TemporaryFailure<InetAddress>;
    }
    return unknown ? Presence.UNKNOWN : Presence.ABSENT;
  }

  private SourceAnswer fetch(String host, String folder, Mailbox recipient, Deadline deadline) {
    String file = folder + PublishedName.webKey(recipient);
    return web.get(host, file, "?" + PublishedName.webKeyQuery(recipient), deadline);
  }
}
