package io.postern.packaging.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.postern.core.port.Meters;
import java.util.function.DoubleSupplier;

/** Meters in memory, written out for Prometheus on demand. Safe for use by many threads. */
public final class PrometheusMeters implements Meters {
  /** Seconds; a commit takes milliseconds, a stalled store seconds. */
  private static final double[] LATENCIES = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private static final double[] NONE = {};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** With the figures of the process itself: memory, processor, file descriptors. */
  public PrometheusMeters() {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  @Override
  public void count(String name, String... labels) {
    Counter.builder(name).tags(labels).register(registry).increment();
  }

  @Override
  public void record(String name, double value, String... labels) {
    DistributionSummary.builder(name)
        .tags(labels)
        .minimumExpectedValue(LATENCIES[0])
        .serviceLevelObjectives(name.endsWith("_seconds") ? LATENCIES : NONE)
        .register(registry)
        .record(value);
  }

  @Override
  public void gauge(String name, DoubleSupplier value, String... labels) {
    Gauge.builder(name, value::getAsDouble).tags(labels).strongReference(true).register(registry);
  }

  /** The page. */
  String page() {
    return registry.scrape();
  }
}
