package io.postern.outbound.client;

import io.postern.core.model.Envelope;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import io.postern.outbound.tls.TlsDemand;
import java.util.List;
import java.util.Map;

/**
 * What is to be sent to one next hop, wrapped already where it had to be.
 *
 * @param nextHop the recipients' domain or an address literal
 * @param content the bytes to send
 * @param protection the label for the proof
 * @param details what the proof says besides TLS
 */
public record Shipment(
    Envelope envelope,
    List<Recipient> recipients,
    String nextHop,
    Content content,
    TlsDemand demand,
    String protection,
    Map<String, String> details) {
  public Shipment {
    recipients = List.copyOf(recipients);
    details = Map.copyOf(details);
  }
}
