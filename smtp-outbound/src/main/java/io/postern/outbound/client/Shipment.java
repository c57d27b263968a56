package io.postern.outbound.client;

import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import io.postern.outbound.tls.TlsDemand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be sent to one next hop, wrapped already where it had to be.
 *
 * @param nextHop the recipients' domain or an address literal
 * @param content the bytes to send
 * @param body what they are, where the host has to be told
 * @param protection the label for the proof
 * @param details what the proof says besides TLS
 * @param source where it leaves from
 * @param via the host that takes it whatever the next hop is; empty for the hosts of the next hop
 * @param original the message as it came, for those who judge that
 */
public record Shipment(
    Envelope envelope,
    List<Recipient> recipients,
    String nextHop,
    Content content,
    EsmtpOptions.Body body,
    TlsDemand demand,
    String protection,
    Map<String, String> details,
    Source source,
    Optional<KnownRelay> via,
    Content original) {
  public Shipment {
    recipients = List.copyOf(recipients);
    details = Map.copyOf(details);
  }

  /** The same, with more to say in the proof. */
  public Shipment detailing(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(details);
    all.putAll(more);
    return new Shipment(
        envelope,
        recipients,
        nextHop,
        content,
        body,
        demand,
        protection,
        all,
        source,
        via,
        original);
  }

  /** Whether it goes back to the provider that it came from. */
  public boolean goesBack() {
    return via.filter(relay -> relay.kind() == KnownRelay.Kind.RETURN_ROUTE).isPresent();
  }

  /** The same by way of a host that knows us. */
  public Shipment over(KnownRelay relay) {
    return new Shipment(
        envelope,
        recipients,
        nextHop,
        content,
        body,
        demand,
        protection,
        details,
        source,
        Optional.of(relay),
        original);
  }

  /** The same with another demand. */
  public Shipment demanding(TlsDemand other) {
    return new Shipment(
        envelope,
        recipients,
        nextHop,
        content,
        body,
        other,
        protection,
        details,
        source,
        via,
        original);
  }
}
