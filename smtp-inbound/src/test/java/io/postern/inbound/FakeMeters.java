package io.postern.inbound;

import io.postern.core.port.Meters;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** Keeps what is counted, as in {@code name listener=lab}. */
public final class FakeMeters implements Meters {
  private final List<String> counted = new CopyOnWriteArrayList<>();

  public List<String> counted() {
    return counted;
  }

  @Override
  public void count(String name, String... labels) {
    StringBuilder text = new StringBuilder(name);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(' ').append(labels[i]).append('=').append(labels[i + 1]);
    }
    counted.add(text.toString());
  }

  @Override
  public void record(String name, double value, String... labels) {}

  @Override
  public void gauge(String name, DoubleSupplier value, String... labels) {}
}
