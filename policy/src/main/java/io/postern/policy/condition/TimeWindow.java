package io.postern.policy.condition;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * Hours of days of the week by the clock on a wall.
 *
 * @param from the first moment of it
 * @param to the first moment after it; not after {@code from} means the next morning, which counts
 *     as part of the day on which it began
 */
public record TimeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
  public TimeWindow {
    days = Set.copyOf(days);
  }

  /** Whether it is every moment. */
  public boolean always() {
    return from.equals(to) && days.size() == DayOfWeek.values().length;
  }

  /** Whether every moment of the other certainly lies in it. */
  public boolean covers(TimeWindow other) {
    return always() || (zone.equals(other.zone) && days.containsAll(other.days) && spans(other));
  }

  private boolean spans(TimeWindow other) {
    if (from.equals(other.from) && to.equals(other.to)) {
      return true;
    }
    return from.isBefore(to)
        && other.from.isBefore(other.to)
        && !other.from.isBefore(from)
        && !to.isBefore(other.to);
  }

  boolean contains(Instant instant) {
    ZonedDateTime then = instant.atZone(zone);
    LocalTime time = then.toLocalTime();
    DayOfWeek day = then.getDayOfWeek();
    if (from.isBefore(to)) {
      return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
    }
    return (days.contains(day) && !time.isBefore(from))
        || (days.contains(day.minus(1)) && time.isBefore(to));
  }

  @Override
  public String toString() {
    return from + " to " + to + " " + zone;
  }
}
