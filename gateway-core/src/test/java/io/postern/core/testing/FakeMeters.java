package io.postern.core.testing;

import io.postern.core.port.Meters;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** Remembers what was counted; a meter is written {@code name key=value …}. */
public final class FakeMeters implements Meters {
  private final List<String> counted = new CopyOnWriteArrayList<>();
  private final Map<String, List<Double>> records = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

  @Override
  public void count(String name, String... labels) {
    counted.add(key(name, labels));
  }

  @Override
  public void record(String name, double value, String... labels) {
    records.computeIfAbsent(key(name, labels), k -> new CopyOnWriteArrayList<>()).add(value);
  }

  @Override
  public void gauge(String name, DoubleSupplier value, String... labels) {
    gauges.put(key(name, labels), value);
  }

  /** How often it was counted. */
  public int counted(String meter) {
    return Collections.frequency(counted, meter);
  }

  /** Everything that was counted, in order. */
  public List<String> counted() {
    return counted;
  }

  /** What was recorded, in order. */
  public List<Double> recorded(String meter) {
    return records.getOrDefault(meter, List.of());
  }

  /** What the gauge shows now. */
  public double shown(String meter) {
    DoubleSupplier gauge = gauges.get(meter);
    if (gauge == null) {
      throw new AssertionError("no gauge " + meter + ", but " + gauges.keySet());
    }
    return gauge.getAsDouble();
  }

  private static String key(String name, String... labels) {
    StringBuilder key = new StringBuilder(name);
    for (int i = 0; i < labels.length; i += 2) {
      key.append(' ').append(labels[i]).append('=').append(labels[i + 1]);
    }
    return key.toString();
  }
}
