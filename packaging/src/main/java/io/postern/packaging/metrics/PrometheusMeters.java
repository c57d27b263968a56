package io.postern.packaging.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.postern.core.port.Meters;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** Meters in memory, written out for Prometheus on demand. Safe for use by many threads. */
public final class PrometheusMeters implements Meters {
  /** A commit takes milliseconds, a stalled store seconds. */
  private static final Duration[] LATENCIES =
      IntStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final double NANOS = 1e9;

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
    if (name.endsWith("_seconds")) {
      Timer.builder(name)
          .tags(labels)
          .serviceLevelObjectives(LATENCIES)
          .register(registry)
          .record(Math.round(value * NANOS), TimeUnit.NANOSECONDS);
    } else {
      DistributionSummary.builder(name).tags(labels).register(registry).record(value);
    }
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
