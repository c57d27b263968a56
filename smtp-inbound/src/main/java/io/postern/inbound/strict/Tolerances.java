package io.postern.inbound.strict;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.core.port.Meters;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What one session is forgiven, and has been. For one thread. */
public final class Tolerances {
  private final Set<Tolerance> allowed;
  private final String listener;
  private final Meters meters;
  private final Set<Tolerance> used = EnumSet.noneOf(Tolerance.class);

  /**
   * @param allowed by the listener; not changed here
   * @param listener its name, a label of the counter
   */
  public Tolerances(Set<Tolerance> allowed, String listener, Meters meters) {
    this.allowed = allowed;
    this.listener = listener;
    this.meters = meters;
  }

  /** What a listener with these settings tolerates. */
  public static Set<Tolerance> of(Settings.Listener listener) {
    Set<Tolerance> all = EnumSet.noneOf(Tolerance.class);
    all.addAll(listener.tolerate());
    for (Tolerance one : Tolerance.values()) {
      boolean general =
          switch (one.mode()) {
            case STRICT -> true;
            case TOLERANT -> listener.strictness() == Settings.Strictness.TOLERANT;
            case NAMED -> false;
          };
      if (general) {
        all.add(one);
      }
    }
    return all;
  }

  /** Asked where the client deviates: true where that is tolerated, which is counted. */
  public boolean use(Tolerance deviation) {
    if (!allowed.contains(deviation)) {
      return false;
    }
    used.add(deviation);
    meters.count("postern_inbound_tolerated", "listener", listener, "tolerance", nameOf(deviation));
    return true;
  }

  /** True where nothing had to be tolerated. */
  public boolean unused() {
    return used.isEmpty();
  }

  /** The names of those used, as the settings spell them. */
  @Override
  public String toString() {
    return used.stream().map(Tolerances::nameOf).collect(Collectors.joining(","));
  }

  private static String nameOf(Tolerance tolerance) {
    return tolerance.name().toLowerCase(Locale.ROOT);
  }
}
