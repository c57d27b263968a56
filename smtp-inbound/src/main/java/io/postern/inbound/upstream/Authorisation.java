package io.postern.inbound.upstream;

import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who a client may be: the account it proved, else every upstream that its address and key fit.
 * Where there are several, each message says which it is. Without candidates nothing may be sent.
 * Immutable.
 */
public final class Authorisation {
  private static final Reply FULL =
      Reply.of(421, "4.7.0", "Too many sessions of this sender, try again later [P-SESSIONS]");

  private static final Finding FULL_FINDING =
      Finding.failed("sessions", RefusalCode.SESSIONS, "all sessions of the upstream are in use");

  /** What MAIL comes to. */
  public sealed interface Mail {
    /**
     * @param authorisation those that may use this sender
     */
    record Open(Authorisation authorisation) implements Mail {}

    /** The session goes on. */
    record Refused(Reply reply) implements Mail {}

    /** The session ends. */
    record Closed(Reply reply) implements Mail {}
  }

  private final Upstreams upstreams;
  private final List<UpstreamRules> candidates;
  private final Link link;

  Authorisation(Upstreams upstreams, List<UpstreamRules> candidates, Link link) {
    this.upstreams = upstreams;
    this.candidates = List.copyOf(candidates);
    this.link = link;
  }

  public boolean mayRelay() {
    return !candidates.isEmpty();
  }

  /** True where an account was proved. */
  public boolean isAccount() {
    return candidates.stream().anyMatch(ApplicationRules.class::isInstance);
  }

  /**
   * Begins a message. Without candidates it is opened as well: RCPT is where strangers hear of it.
   *
   * @param share what the session already counts for
   */
  public Mail mail(ReversePath from, Upstreams.Share share) {
    if (candidates.isEmpty()) {
      return new Mail.Open(this);
    }
    List<UpstreamRules> reached =
        candidates.stream().filter(c -> link.isSecure() || !c.demandsTls()).toList();
    if (reached.isEmpty()) {
      return refused(candidates, MessageChecks.tls(link));
    }
    List<UpstreamRules> allowed = reached.stream().filter(c -> c.allows(from)).toList();
    if (allowed.isEmpty()) {
      return refused(reached, MessageChecks.mailFrom(from, false));
    }
    boolean known = allowed.size() == 1 && !allowed.getFirst().isProvedByContent();
    // Those without a free session stay: a message that proves one of them is to come later, and
    // must not hear that it proves nothing.
    if (allowed.stream().noneMatch(c -> share.mayBegin(c, known))) {
      upstreams.refuse(allowed.getFirst(), link, FULL_FINDING);
      return new Mail.Closed(FULL);
    }
    return new Mail.Open(new Authorisation(upstreams, allowed, link));
  }

  private Mail refused(List<UpstreamRules> whose, Finding finding) {
    return new Mail.Refused(upstreams.refuse(whose.getFirst(), link, finding));
  }

  /**
   * What a client without candidates hears at RCPT.
   *
   * @param helo what it calls itself: a provider's host outside the known addresses is told so
   */
  public Reply denial(String helo) {
    String name = helo.toLowerCase(Locale.ROOT);
    return upstreams.strangers(name, link).orElse(RefusalCode.RELAY).reply();
  }

  /** Begins the checks of one message. */
  public MessageProof prove(ReversePath from, Upstreams.Share share) {
    return new MessageProof(upstreams, candidates, link, from, share);
  }

  /** What is recorded of the client's certificate; empty where nobody asks for it. */
  public Optional<String> certificate() {
    boolean recorded = candidates.stream().anyMatch(c -> c.isProvedByContent() && c.demandsTls());
    return recorded ? link.describeCertificate() : Optional.empty();
  }
}
