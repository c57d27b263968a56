package io.postern.inbound.upstream;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Sighting;
import io.postern.core.model.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message's claim to come from an upstream: looked at when its header is whole, and again at
 * its end where a signature is demanded. For one thread.
 */
public final class MessageProof {
  /** The body of the message as it came, from its first byte. */
  @FunctionalInterface
  public interface Body {
    InputStream open() throws IOException;
  }

  /** What the checks of one candidate said. */
  private record Examined(UpstreamRules rules, List<Finding> findings) {
    Optional<RefusalCode> refusal() {
      return findings.stream().flatMap(f -> f.code().stream()).findFirst();
    }

    long passed() {
      return findings.stream().filter(Finding::isPassed).count();
    }

    List<Sighting.Check> checks() {
      return findings.stream().map(Finding::check).toList();
    }

    Examined with(Finding finding) {
      List<Finding> all = new ArrayList<>(findings);
      all.add(finding);
      return new Examined(rules, all);
    }
  }

  private final Upstreams upstreams;
  private final List<UpstreamRules> candidates;
  private final Link link;
  private final ReversePath from;
  private final Upstreams.Share share;
  private @Nullable HeaderBlock header;
  private @Nullable Examined best;

  MessageProof(
      Upstreams upstreams,
      List<UpstreamRules> candidates,
      Link link,
      ReversePath from,
      Upstreams.Share share) {
    this.upstreams = upstreams;
    this.candidates = candidates;
    this.link = link;
    this.from = from;
    this.share = share;
  }

  /** Looks at the whole header; a refusal is given where no candidate is proved by it. */
  public Optional<Reply> header(HeaderBlock block) {
    Claim claim = new Claim(link, from, new IdentityHeader(block));
    List<Examined> all = candidates.stream().map(c -> new Examined(c, c.examine(claim))).toList();
    Optional<Examined> proved = all.stream().filter(e -> e.refusal().isEmpty()).findFirst();
    if (proved.isEmpty()) {
      return Optional.of(refuse(nearest(all)));
    }
    header = block;
    best = proved.get();
    return share.mayEnd(proved.get().rules())
        ? Optional.empty()
        : Optional.of(refuse(proved.get(), RefusalCode.SESSIONS));
  }

  /** The one that most speaks for: its reason is what a customer set up wrongly needs to hear. */
  private static Optional<Examined> nearest(List<Examined> all) {
    return all.stream().max(Comparator.comparingLong(Examined::passed));
  }

  /**
   * The message is whole.
   *
   * @throws IOException where the body cannot be read again
   */
  public Optional<Reply> end(Body body) throws IOException {
    Examined proved = proved();
    HeaderBlock whole = header;
    Optional<SigningDomains> signers = proved.rules().signers();
    if (signers.isEmpty() || whole == null) {
      return taken(proved);
    }
    Finding dkim = dkim(upstreams.dkim().of(whole, body::open, signers.get()));
    Examined last = proved.with(dkim);
    return dkim.code().map(code -> Optional.of(refuse(last, code))).orElseGet(() -> taken(last));
  }

  private Optional<Reply> taken(Examined proved) {
    if (proved.rules() instanceof Microsoft365Rules && isValidation()) {
      UpstreamLog.validation(proved.rules().name(), link.client());
    }
    upstreams.seen(proved.rules(), link, Optional.empty(), proved.checks());
    return Optional.empty();
  }

  /** What Exchange Online sends when an admin presses Validate on a connector. */
  private boolean isValidation() {
    return from instanceof ReversePath.From(var mailbox)
        && mailbox.localPart().equalsIgnoreCase("O365ConnectorValidation");
  }

  private static Finding dkim(DkimCheck.Answered answer) {
    String name = "dkim";
    return switch (answer) {
      case DkimCheck.Answered.Valid(String domain) -> Finding.passed(name, "signed by " + domain);
      case DkimCheck.Answered.Absent() ->
          Finding.failed(name, RefusalCode.DKIM_NONE, "no signature of the domains that counts");
      case DkimCheck.Answered.Invalid() ->
          Finding.failed(name, RefusalCode.DKIM_INVALID, "no signature of the domains verifies");
      case DkimCheck.Answered.Unknown() ->
          Finding.failed(name, RefusalCode.DKIM_UNKNOWN, "the DNS does not answer for the key");
    };
  }

  private Reply refuse(Optional<Examined> nearest) {
    return nearest
        .map(e -> refuse(e, e.refusal().orElse(RefusalCode.RELAY)))
        .orElseGet(RefusalCode.RELAY::reply);
  }

  private Reply refuse(Examined examined, RefusalCode code) {
    upstreams.seen(examined.rules(), link, Optional.of(code), examined.checks());
    return code.reply();
  }

  private Examined proved() {
    Examined proved = best;
    if (proved == null) {
      throw new IllegalStateException("no header was proved");
    }
    return proved;
  }

  /** The upstream's name, once the header proved it. */
  public String upstream() {
    return proved().rules().name();
  }

  public Upstream.Kind kind() {
    return proved().rules().kind();
  }
}
