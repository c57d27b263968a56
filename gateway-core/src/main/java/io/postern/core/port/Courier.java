package io.postern.core.port;

import io.postern.core.model.Outcome;
import java.util.List;

/** Carries a consignment. Safe for use by many threads. */
public interface Courier extends AutoCloseable {
  /**
   * Tries once, blocking.
   *
   * @return exactly one outcome per recipient, in the consignment's order
   */
  List<Outcome> deliver(Consignment consignment);

  /** Closes idle connections; running deliveries end by themselves. */
  @Override
  void close();
}
