package io.postern.core.port;

import java.util.function.DoubleSupplier;

/**
 * Counts what happens, for those who watch. Names and label values are constants of the program or
 * names out of the configuration, never out of a message and never an address. Safe for use by many
 * threads.
 */
public interface Meters {
  /** For parts that nobody watches. */
  Meters NONE =
      new Meters() {
        @Override
        public void count(String name, String... labels) {}

        @Override
        public void record(String name, double value, String... labels) {}

        @Override
        public void gauge(String name, DoubleSupplier value, String... labels) {}
      };

  /**
   * Adds one to a counter.
   *
   * @param name in snake case with its prefix, as in {@code postern_inbound_refused}
   * @param labels keys and values in turn
   */
  void count(String name, String... labels);

  /** Adds a measurement, such as seconds or octets, to a distribution. */
  void record(String name, double value, String... labels);

  /** Has a value read whenever somebody looks; given once for each name and labels. */
  void gauge(String name, DoubleSupplier value, String... labels);
}
