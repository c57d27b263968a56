package io.postern.packaging.cli;

import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.model.MessageId;
import io.postern.core.model.Proof;
import io.postern.core.model.Screening;
import io.postern.core.model.TlsProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What happened to one message, for somebody who was not there: an auditor, a patient's lawyer. */
final class AuditStory {
  private static final String INDENT = " ".repeat(26);

  private AuditStory() {}

  static String tell(MessageId id, List<AuditLink> links) {
    if (links.isEmpty()) {
      return "the trail knows no message " + id;
    }
    StringBuilder text = new StringBuilder("message ").append(id).append("\n\n");
    for (AuditLink link : links) {
      List<String> lines =
          link.event().map(AuditStory::lines).orElseGet(() -> List.of("", link.body()));
      text.append("%-24s  %s%s\n".formatted(link.at(), link.type(), subject(lines.getFirst())));
      lines.stream().skip(1).forEach(l -> text.append(INDENT).append(l).append('\n'));
      text.append(INDENT).append("(%s %d)\n".formatted(link.stream(), link.seq()));
    }
    return text.toString();
  }

  private static String subject(String first) {
    return first.isEmpty() ? "" : " " + first;
  }

  /** What stands beside the event's name, then what stands below it. */
  private static List<String> lines(AuditEvent event) {
    return switch (event) {
      case AuditEvent.OfMessage e -> lines(e);
      case AuditEvent.OfGateway e -> List.of("", e.toString());
    };
  }

  private static List<String> lines(AuditEvent.OfMessage event) {
    return switch (event) {
      case AuditEvent.Accepted e -> accepted(e);
      case AuditEvent.Screened e -> screened(e.screening());
      case AuditEvent.Decided e -> decided(e);
      case AuditEvent.Explained e ->
          with(
              String.join(", ", e.recipients()),
              List.of("policy: " + e.policy()),
              TraceText.lines(e.trace()));
      case AuditEvent.Attested e ->
          List.of(e.sender() + " for " + e.recipient(), "said: " + e.phrase(), "rule: " + e.rule());
      case AuditEvent.FellBack e ->
          with(
              e.recipient() + ": " + e.protection() + " was not possible, next " + e.next(),
              List.of("because: " + e.why()),
              e.tls().map(AuditStory::tls).orElse(List.of()));
      case AuditEvent.Delivered e ->
          with(
              e.recipient() + " by " + e.proof().protection() + ", attempt " + e.attempt(),
              List.of("reply: " + e.reply()),
              proof(e.proof()));
      case AuditEvent.Deferred e ->
          List.of(
              e.recipient() + " by " + e.protection() + ", attempt " + e.attempt(),
              "reply: " + e.reply(),
              "again at " + e.due());
      case AuditEvent.Failed e ->
          List.of(
              e.recipient() + " by " + e.protection() + ", attempt " + e.attempt(),
              "reply: " + e.reply());
      case AuditEvent.Held e -> List.of(e.recipient() + " in " + e.queue(), "because: " + e.why());
      case AuditEvent.Released e ->
          with(
              e.recipient() + " by " + e.by(),
              List.of("goes on by " + String.join(", else ", e.protections())),
              e.why().map(w -> "because: " + w).stream().toList());
      case AuditEvent.Refused e -> List.of(e.recipient() + " by " + e.by(), "because: " + e.why());
      case AuditEvent.HoldEnded e ->
          List.of(
              e.recipient()
                  + " in "
                  + e.queue()
                  + ": "
                  + e.end()
                  + e.until().map(u -> ", until " + u).orElse(""));
      case AuditEvent.Decrypted e ->
          List.of(
              e.recipient() + " by " + e.format() + ", integrity " + e.integrity(),
              "signature " + e.signature() + e.signer().map(s -> " of " + s).orElse(""),
              "key " + e.key());
      case AuditEvent.LeftEncrypted e -> List.of(e.recipient() + " by " + e.format());
      case AuditEvent.ContentRead e -> List.of("by " + e.by(), "because: " + e.reason());
      case AuditEvent.Dropped e -> List.of(e.recipient() + " by " + e.by(), "because: " + e.why());
      case AuditEvent.Notified e ->
          List.of("the sender: " + e.kind() + " for " + e.recipient(), "message " + e.notice());
      case AuditEvent.Unnotified e ->
          List.of("not the sender: " + e.kind() + " for " + e.recipient());
      case AuditEvent.Offered e ->
          List.of(
              e.recipient() + " in the portal until " + e.expiresAt(),
              "reference " + e.reference());
      case AuditEvent.PickedUp e ->
          List.of(
              e.recipient() + " from " + e.client(),
              "proved by " + e.method() + ", reference " + e.reference());
      case AuditEvent.Replied e -> List.of(e.recipient(), "message " + e.reply());
      case AuditEvent.Shredded e ->
          List.of("the content, its key is destroyed", "because: " + e.why());
      case AuditEvent.Damaged e -> List.of(e.what());
    };
  }

  private static List<String> accepted(AuditEvent.Accepted e) {
    return List.of(
        "from " + (e.from().isEmpty() ? "<>" : e.from()),
        "to " + String.join(", ", e.to()),
        "through " + e.upstream() + " at " + e.client() + ", " + e.protocol() + tlsOf(e.tls()),
        e.size() + " octets, SHA-256 " + e.digest());
  }

  private static String tlsOf(Optional<String> tls) {
    return tls.map(t -> ", " + t).orElse(", no TLS");
  }

  private static List<String> screened(Screening s) {
    List<String> lines = new ArrayList<>();
    lines.add(s.verdict().label() + ", score " + s.score() + " (" + s.level() + ")");
    for (Screening.Finding f : s.findings()) {
      lines.add(
          f.rule()
              + " in "
              + f.part()
              + ": "
              + f.sample()
              + f.near().map(n -> ", " + n).orElse(""));
    }
    s.unscanned().forEach(u -> lines.add("not read: " + u.part() + ": " + u.reason()));
    return lines;
  }

  private static List<String> decided(AuditEvent.Decided e) {
    String protections =
        e.protections().isEmpty() ? "" : " by " + String.join(", else ", e.protections());
    return with(
        e.recipient() + ": " + e.decision() + protections,
        List.of("rule: " + e.reasons().rule()),
        Stream.concat(
                e.reasons().because().stream().map(b -> "because: " + b),
                e.policy().map(p -> "policy: " + p).stream())
            .toList());
  }

  private static List<String> proof(Proof proof) {
    List<String> lines = new ArrayList<>(proof.tls().map(AuditStory::tls).orElse(List.of()));
    for (Map.Entry<String, String> detail : new TreeMap<>(proof.details()).entrySet()) {
      lines.add(detail.getKey().replace('_', ' ') + ": " + detail.getValue());
    }
    return lines;
  }

  private static List<String> tls(TlsProof tls) {
    String verified = tls.authenticated() ? "verified: " : "not verified: ";
    String session =
        tls.version().isEmpty()
            ? "handshake broken off by us"
            : tls.version() + " " + tls.cipher() + tls.group().map(g -> " " + g).orElse("");
    return List.of(
        session + ", " + verified + tls.check(),
        "certificate of " + String.join(", ", tls.subject()),
        "certificates, SHA-256: " + String.join(", ", tls.chain()));
  }

  private static List<String> with(String first, List<String> second, List<String> rest) {
    List<String> all = new ArrayList<>();
    all.add(first);
    all.addAll(second);
    all.addAll(rest);
    return all;
  }
}
