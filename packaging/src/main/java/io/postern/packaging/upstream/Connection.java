package io.postern.packaging.upstream;

import io.postern.config.Secret;
import io.postern.config.settings.UpstreamSettings;
import java.util.Optional;

/**
 * What connects a provider with this gateway, on both sides.
 *
 * @param smartHost the name by which the provider finds us and that our certificate carries
 * @param port where the provider connects to
 * @param secret the value that the provider's rule shall set in the upstream's secret header
 * @param processed the word of mail that was here already, where the provider's rule needs one
 */
public record Connection<U extends UpstreamSettings>(
    U upstream, String smartHost, int port, Secret secret, Optional<Secret> processed) {
  /** As it appears in names of connectors and rules. */
  String title() {
    return "Postern " + upstream.name();
  }

  String header() {
    return upstream.secretHeader().orElseThrow().name();
  }
}
