package io.postern.packaging.demo;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Proof;
import io.postern.core.model.TlsProof;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the audit trail says of one message, read for one recipient.
 *
 * @param events all of the message's events, oldest first
 */
record Story(List<AuditEvent> events, String recipient) {
  Story {
    events = List.copyOf(events);
  }

  /** Nothing more will happen by itself. */
  boolean ended() {
    return delivered().isPresent()
        || of(AuditEvent.Failed.class).anyMatch(e -> mine(e.recipient()))
        || of(AuditEvent.Held.class).anyMatch(e -> mine(e.recipient()));
  }

  String verdict() {
    return of(AuditEvent.Screened.class)
        .map(e -> e.screening().verdict().label())
        .findFirst()
        .orElse("-");
  }

  String rule() {
    return of(AuditEvent.Decided.class)
        .filter(e -> mine(e.recipient()))
        .map(e -> e.reasons().rule())
        .findFirst()
        .orElse("-");
  }

  Optional<AuditEvent.Delivered> delivered() {
    return of(AuditEvent.Delivered.class).filter(e -> mine(e.recipient())).findFirst();
  }

  /** The protection that it went out with. */
  String protection() {
    return delivered().map(AuditEvent.Delivered::proof).map(Proof::protection).orElse("-");
  }

  /** The protections that could not be had, each with the reason. */
  List<String> fellBack() {
    return of(AuditEvent.FellBack.class)
        .filter(e -> mine(e.recipient()))
        .map(e -> e.protection() + ": " + e.why())
        .toList();
  }

  /** The portal item's public name, which stands in the notice too. */
  Optional<String> reference() {
    return of(AuditEvent.Offered.class)
        .filter(e -> mine(e.recipient()))
        .map(AuditEvent.Offered::reference)
        .findFirst();
  }

  /** The session that it left by. */
  Optional<TlsProof> tls() {
    return delivered().map(AuditEvent.Delivered::proof).flatMap(Proof::tls);
  }

  String tlsFacts() {
    return tls()
        .map(t -> t.version() + " " + (t.authenticated() ? "verified" : "not verified"))
        .orElse("-");
  }

  /** The last thing that happened, in a word or two. */
  String outcome() {
    Stream<String> failures =
        of(AuditEvent.Failed.class)
            .filter(e -> mine(e.recipient()))
            .map(e -> "failed: " + e.reply());
    Stream<String> holds =
        of(AuditEvent.Held.class).filter(e -> mine(e.recipient())).map(e -> "held: " + e.why());
    Stream<String> delays =
        of(AuditEvent.Deferred.class)
            .filter(e -> mine(e.recipient()))
            .map(e -> "deferred: " + e.reply());
    return delivered()
        .map(e -> "delivered")
        .orElseGet(
            () -> Stream.of(failures, holds, delays).flatMap(s -> s).findFirst().orElse("waiting"));
  }

  private boolean mine(String address) {
    return address.equalsIgnoreCase(recipient);
  }

  private <E extends AuditEvent> Stream<E> of(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast);
  }
}
