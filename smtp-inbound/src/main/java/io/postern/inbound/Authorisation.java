package io.postern.inbound;

import io.postern.config.Secret;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream.Kind;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who this client may be: the account it proved, else every upstream whose networks hold its
 * address. Where several share a network, the secret header of each message says which it is. An
 * empty list of candidates may send nothing. Immutable.
 */
record Authorisation(Kind kind, List<UpstreamSettings> candidates) {
  /** Before any AUTH. */
  static Authorisation ofAddress(InetAddress client, List<UpstreamSettings> upstreams) {
    return new Authorisation(
        Kind.NETWORK,
        upstreams.stream()
            .filter(UpstreamSettings.Network.class::isInstance)
            .filter(u -> u.networks().stream().anyMatch(n -> n.contains(client)))
            .toList());
  }

  static Authorisation ofAccount(UpstreamSettings upstream) {
    return new Authorisation(Kind.ACCOUNT, List.of(upstream));
  }

  boolean mayRelay() {
    return !candidates.isEmpty();
  }

  /** Those that may use the sender; the null path is always allowed (RFC 5321 6.1). */
  Authorisation withSender(ReversePath from) {
    return new Authorisation(kind, candidates.stream().filter(u -> allows(u, from)).toList());
  }

  private static boolean allows(UpstreamSettings upstream, ReversePath from) {
    return switch (from) {
      case ReversePath.Null() -> true;
      case ReversePath.From(var mailbox) ->
          upstream.senderDomains().isEmpty()
              || upstream.senderDomains().stream()
                  .anyMatch(d -> d.toLowerCase(Locale.ROOT).equals(mailbox.domain()));
    };
  }

  /** The one that this message proves; empty where none. */
  Optional<UpstreamSettings> proved(HeaderBlock header) {
    return candidates.stream().filter(u -> isProved(u, header)).findFirst();
  }

  private boolean isProved(UpstreamSettings upstream, HeaderBlock header) {
    Optional<UpstreamSettings.SecretHeader> wanted = upstream.secretHeader();
    if (kind == Kind.ACCOUNT || wanted.isEmpty()) {
      return true;
    }
    List<HeaderBlock.Field> fields = header.all(wanted.get().name());
    // Doubled means that somebody before the upstream put one in.
    return fields.size() == 1 && matches(wanted.get().values(), fields.getFirst().value());
  }

  /** Compares with every value, so that the time does not tell which was nearly right. */
  private static boolean matches(List<Secret> values, String candidate) {
    boolean match = false;
    for (Secret value : values) {
      match |= value.matches(candidate);
    }
    return match;
  }
}
