package io.postern.outbound.client;

import io.postern.core.tlsrpt.SessionResult;
import io.postern.core.tlsrpt.SessionResult.Ends;
import io.postern.core.tlsrpt.SessionWatch;
import io.postern.core.tlsrpt.TlsFault;
import io.postern.outbound.tls.Published;
import io.postern.outbound.tls.SessionJudge;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says what a session, or the try at one, came to under everything that the host's domain
 * publishes, which may be more or less than the plan asked for.
 */
final class SessionTeller {
  private final SessionWatch watch;

  SessionTeller(SessionWatch watch) {
    this.watch = watch;
  }

  /** There was no handshake. */
  void failed(SmtpConnection connection, TlsFault fault) {
    tell(connection, published -> Optional.of(fault));
  }

  /** The handshake was cut short: by our verdict, by the host, or by the network. */
  void cut(SmtpConnection connection, SessionJudge judge) {
    boolean byUs = judge.rejection().isPresent();
    tell(
        connection,
        published -> byUs ? judge.fault(published) : Optional.of(TlsFault.HANDSHAKE_FAILED));
  }

  /**
   * There is a session.
   *
   * @param refused whether it is too weak although its certificate is not
   */
  void finished(SmtpConnection connection, SessionJudge judge, boolean refused) {
    Optional<TlsFault> weak = refused ? Optional.of(TlsFault.WEAK_SESSION) : Optional.empty();
    tell(connection, published -> judge.fault(published).or(() -> weak));
  }

  private void tell(SmtpConnection connection, Function<Published, Optional<TlsFault>> found) {
    Target target = connection.target();
    Ends ends =
        new Ends(target.host().name(), text(target.address()), text(connection.localAddress()));
    for (Published published : connection.plan().published()) {
      Optional<TlsFault> fault = published.fault().or(() -> found.apply(published));
      watch.seen(SessionResult.of(target.nextHop(), published.policy(), fault, ends));
    }
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress();
  }
}
