package io.postern.outbound.client;

import io.postern.config.settings.SourceSettings;
import io.postern.core.model.Envelope;
import io.postern.core.model.Protection;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Strength;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** Which source a message leaves from. Immutable. */
public final class Sources {
  private record Entry(SourceSettings settings, Source source) {}

  private final List<Entry> entries;
  private final Source otherwise;

  /**
   * @param settings the first that fits counts
   * @param ownName our name in EHLO where none does
   */
  public Sources(List<SourceSettings> settings, String ownName) {
    this.entries = settings.stream().map(s -> new Entry(s, source(s))).toList();
    this.otherwise = Source.any(ownName);
  }

  private static Source source(SourceSettings settings) {
    List<InetAddress> addresses =
        settings.addresses().stream().map(InetAddress::ofLiteral).toList();
    return new Source(settings.name(), addresses, settings.helo());
  }

  /** The source of a message that is protected so. */
  public Source of(Envelope envelope, Protection protection) {
    return entries.stream()
        .filter(e -> fits(e.settings, envelope, protection))
        .map(Entry::source)
        .findFirst()
        .orElse(otherwise);
  }

  private static boolean fits(SourceSettings s, Envelope envelope, Protection protection) {
    return (!s.onlyProtected() || Strength.protects(protection))
        && (s.upstreams().isEmpty() || s.upstreams().contains(envelope.upstream().name()))
        && (s.senderDomains().isEmpty() || isIn(s.senderDomains(), envelope.from()));
  }

  private static boolean isIn(List<String> domains, ReversePath from) {
    return switch (from) {
      case ReversePath.Null none -> false;
      case ReversePath.From(var sender) ->
          domains.stream().anyMatch(d -> covers(d.toLowerCase(Locale.ROOT), sender.domain()));
    };
  }

  private static boolean covers(String pattern, String domain) {
    return pattern.startsWith(".") ? domain.endsWith(pattern) : domain.equals(pattern);
  }
}
