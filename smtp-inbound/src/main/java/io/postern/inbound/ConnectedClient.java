package io.postern.inbound;

import io.postern.core.model.Reply;
import io.postern.core.model.Upstream;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.Wire;
import io.postern.inbound.auth.Account;
import io.postern.inbound.auth.Mechanism;
import io.postern.inbound.auth.Peer;
import io.postern.inbound.upstream.Authorisation;
import io.postern.inbound.upstream.Link;
import io.postern.inbound.upstream.MessageProof;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * The client of one session: where it connects from, what it calls itself, what it has proved, and
 * what it may do for that. For one thread.
 */
final class ConnectedClient {
  private final ListenerContext context;
  private final Wire wire;
  private Authorisation authorisation;
  private Peer peer;
  private Optional<Account> account = Optional.empty();
  private boolean authenticated;
  private String helo = "";
  private boolean extended;

  ConnectedClient(ListenerContext context, Wire wire) {
    this.context = context;
    this.wire = wire;
    this.peer = new Peer(address(), new PeerCertificate.None());
    this.authorisation = context.upstreams().ofClient(link());
  }

  /** It has said EHLO or, without extensions, HELO. */
  void greeted(String name, boolean withExtensions) {
    helo = name;
    extended = withExtensions;
  }

  /** TLS is on. Nothing said before it counts within it (RFC 3207 4.2). */
  void secured() {
    greeted("", false);
    peer = new Peer(address(), PeerCertificate.of(wire));
    authorisation = context.upstreams().ofClient(link());
    // The key of a certificate is as good a proof as any; who shows one need not say AUTH.
    context.authenticator().certificate(peer).ifPresent(this::become);
  }

  /** After AUTH. */
  void authenticated(Account proved) {
    authenticated = true;
    become(proved);
  }

  private void become(Account proved) {
    account = Optional.of(proved);
    authorisation = context.upstreams().ofAccount(proved.upstream(), link());
  }

  private Link link() {
    return new Link(
        address(),
        wire.tls().map(SSLSession::getProtocol),
        peer.certificate(),
        context.clientAuthorities(),
        context.time());
  }

  private InetAddress address() {
    return wire.remoteAddress().getAddress();
  }

  /** Its address as text, without the zone that a link-local one has. */
  String addressText() {
    String text = address().getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** Where it connects from, with the certificate of the last handshake. */
  Peer peer() {
    return peer;
  }

  boolean isExtended() {
    return extended;
  }

  boolean isEncrypted() {
    return wire.tls().isPresent();
  }

  boolean mayStartTls() {
    return context.tls().isPresent() && !isEncrypted();
  }

  /** The mechanisms that it may use here and now: within TLS only (RFC 4954 4). */
  List<Mechanism> mechanisms() {
    return isEncrypted() ? context.authenticator().offered(peer) : List.of();
  }

  /** RFC 4954 4: once. */
  boolean mayAuthenticate() {
    return !authenticated && !mechanisms().isEmpty();
  }

  /** The account that it has proved, by AUTH or by its certificate. */
  Optional<Account> account() {
    return account;
  }

  /** The account has had its hour's share of messages or recipients. */
  void limited(String what) {
    String user = account.map(Account::user).orElse("");
    SessionLog.limited(addressText(), user, what);
    context.meters().count("postern_inbound_account_limited", "account", user, "limit", what);
  }

  /** The upstreams that it may be. */
  Authorisation authorisation() {
    return authorisation;
  }

  /** What it hears if it may not relay. */
  Reply denial() {
    return authorisation.denial(helo);
  }

  /** It, as the upstream that one of its messages has proved. */
  Upstream upstream(MessageProof proof, State.Transaction transaction) {
    return new Upstream(
        proof.upstream(),
        proof.kind(),
        addressText(),
        helo,
        protocol(transaction.options().smtpUtf8()),
        wire.tls().map(t -> describe(t, transaction.authorisation().certificate())));
  }

  /** RFC 3848, RFC 6531 4.3. */
  private String protocol(boolean utf8) {
    String byAccount = authorisation.isAccount() ? "A" : "";
    String proofs = (isEncrypted() ? "S" : "") + byAccount;
    return extended ? (utf8 ? "UTF8SMTP" : "ESMTP") + proofs : "SMTP";
  }

  private static String describe(SSLSession session, Optional<String> certificate) {
    return session.getProtocol()
        + " "
        + session.getCipherSuite()
        + certificate.map(c -> ", client certificate " + c).orElse("");
  }
}
