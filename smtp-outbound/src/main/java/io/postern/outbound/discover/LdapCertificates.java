package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.config.settings.LdapSettings;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.outbound.tls.DomainPattern;
import io.postern.outbound.tls.DomainPattern.Depth;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.net.ssl.SSLSocketFactory;

/** Certificates in directories of domains that the administrator named (RFC 4511, RFC 4523). */
public final class LdapCertificates implements KeySource {
  private final List<LdapSettings> servers;
  private final SSLSocketFactory tls;

  /**
   * @param tls trusts the authorities that may vouch for directories
   */
  public LdapCertificates(List<LdapSettings> servers, LdapTls tls) {
    this.servers = List.copyOf(servers);
    this.tls = tls.sockets();
  }

  @Override
  public Source source() {
    return Source.LDAP;
  }

  @Override
  public String service(Mailbox recipient) {
    return server(recipient).map(s -> s.server().toString()).orElse("");
  }

  @Override
  public SourceAnswer ask(Query query) {
    return server(query.recipient())
        .map(s -> ask(s, query))
        .orElseGet(() -> new SourceAnswer.None("", "no directory answers for the domain"));
  }

  private Optional<LdapSettings> server(Mailbox recipient) {
    return servers.stream()
        .filter(s -> s.domains().stream().anyMatch(d -> covers(d, recipient.domain())))
        .findFirst();
  }

  private static boolean covers(String pattern, String domain) {
    return DomainPattern.of(pattern.toLowerCase(Locale.ROOT), ".", Depth.ANY_BELOW).covers(domain);
  }

  private SourceAnswer ask(LdapSettings settings, Query query) {
    String place = "ldap " + settings.server();
    Deadline deadline = Deadline.in(query.patience());
    String filter = LdapFilter.anyEquals(settings.addresses(), query.recipient().inLowerCase());
    try (LdapConnection connection = LdapConnection.open(settings, tls, deadline.left())) {
      List<byte[]> found = connection.certificates(settings.base(), filter, deadline.left());
      return found.isEmpty()
          ? new SourceAnswer.None(place, "no certificate there")
          : new SourceAnswer.Found(
              place, found, settings.vouches() ? Voucher.NAMED_SERVER : Voucher.NOBODY);
    } catch (NameNotFoundException e) {
      return new SourceAnswer.None(place, "the base does not exist there");
    } catch (NamingException | IOException e) {
      // Its text may quote the filter or the directory's own words; the class says what is wrong.
      return new SourceAnswer.Failed(place, why(e));
    }
  }

  private static String why(Exception failure) {
    Throwable cause = failure.getCause();
    return failure.getClass().getSimpleName()
        + (cause == null ? "" : " by " + cause.getClass().getSimpleName());
  }
}
