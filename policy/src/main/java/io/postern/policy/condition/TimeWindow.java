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
