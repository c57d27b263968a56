package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.outbound.https.HttpsClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A key server that publishes a user ID only after its owner confirmed it by mail, as
 * keys.openpgp.org (VKS). It learns who is written to.
 */
public final class VerifyingKeyServer implements KeySource {
  private static final String BY_ADDRESS = "/vks/v1/by-email/";

  private final String host;
  private final KeyFetch web;

  public VerifyingKeyServer(String host, HttpsClient web) {
    this.host = host;
    this.web = new KeyFetch(web, Voucher.NAMED_SERVER);
  }

  @Override
  public Source source() {
    return Source.VKS;
  }

  @Override
  public String service(Mailbox recipient) {
    return host;
  }

  @Override
  public SourceAnswer ask(Query query) {
    String address = URLEncoder.encode(query.recipient().inLowerCase(), StandardCharsets.UTF_8);
    return web.get(host, BY_ADDRESS, address.replace("+", "%20"), Deadline.in(query.patience()));
  }
}
