package io.postern.bench;

import java.io.IOException;

/**
 * Where a server under test listens.
 *
 * @param metrics of the gateway only
 */
record AcceptPorts(int plain, int starttls, int implicit, int metrics) {
  static AcceptPorts free() throws IOException {
    return new AcceptPorts(Ports.free(), Ports.free(), Ports.free(), Ports.free());
  }
}
