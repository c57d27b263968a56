package io.postern.policy.language;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.config.WrongValue;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** Hours of days of the week. */
public record TimeSpec(
    @Doc("Days of the week.") @Default("[mon, tue, wed, thu, fri, sat, sun]") @OneOrMore
        List<Day> days,
    @Doc("The first minute of it, as in 08:00.") @Default("00:00") Clock from,
    @Doc("The first minute after it; not after from means the next morning.") @Default("00:00")
        Clock to,
    @Doc(value = "The time zone of the clock, as in America/Chicago.", example = "America/Chicago")
        @Default("UTC")
        Zone zone) {
  public TimeSpec {
    if (from.equals(to) && !from.value().equals(LocalTime.MIDNIGHT)) {
      throw new WrongValue("to", "the same as from: leave both out where all of the day is meant");
    }
  }

  /** A day of the week. */
  public enum Day {
    MON(DayOfWeek.MONDAY),
    TUE(DayOfWeek.TUESDAY),
    WED(DayOfWeek.WEDNESDAY),
    THU(DayOfWeek.THURSDAY),
    FRI(DayOfWeek.FRIDAY),
    SAT(DayOfWeek.SATURDAY),
    SUN(DayOfWeek.SUNDAY);

    private final DayOfWeek day;

    Day(DayOfWeek day) {
      this.day = day;
    }

    public DayOfWeek day() {
      return day;
    }

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A time on the clock. */
  public record Clock(LocalTime value) {
    static Clock parse(String text) {
      if (!text.matches("([01]\\d|2[0-3]):[0-5]\\d")) {
        throw new IllegalArgumentException("a time from 00:00 to 23:59 is needed");
      }
      return new Clock(LocalTime.parse(text));
    }
  }

  /** A time zone by its name in the tz database. */
  public record Zone(ZoneId value) {
    static Zone parse(String text) {
      try {
        return new Zone(ZoneId.of(text));
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("no such time zone; write one as America/Chicago", e);
      }
    }
  }
}
