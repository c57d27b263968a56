package io.postern.core.port;

import io.postern.core.model.Sighting;

/** Keeps what upstreams' checks said. Safe for use by many threads; never blocks, never throws. */
@FunctionalInterface
public interface Sightings {
  void seen(Sighting sighting);
}
