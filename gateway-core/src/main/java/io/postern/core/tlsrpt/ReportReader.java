package io.postern.core.tlsrpt;

import io.postern.config.Json;
import io.postern.core.tlsrpt.TlsReport.Failure;
import io.postern.core.tlsrpt.TlsReport.Result;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a report (RFC 8460 4). What a report must have is demanded; what senders get
 * wrong in practice, as a single text in the place of a list, is taken.
 */
final class ReportReader {
  private static final int MOST_RESULTS = 1000;
  private static final int MOST_FAILURES = 10_000;
  private static final int MOST_TEXTS = 1000;
  private static final int LONGEST_TEXT = 1000;

  /** Before RFC 8460 was thought of. */
  private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");

  /** Clocks of senders may be wrong, and time zones are mistaken. */
  private static final Duration AHEAD = Duration.ofDays(2);

  private final Instant latest;
  private int failures;

  private ReportReader(Instant now) {
    this.latest = now.plus(AHEAD);
  }

  static TlsReport read(byte[] json, Instant now) throws MalformedReportException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      return new ReportReader(now).report(Json.readObject(text));
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new MalformedReportException("the report is not JSON");
    }
  }

  private TlsReport report(Map<String, Object> report) throws MalformedReportException {
    Map<String, Object> range = object(report, "date-range");
    Instant begin = time(range, "start-datetime");
    Instant end = time(range, "end-datetime");
    if (end.isBefore(begin)) {
      throw new MalformedReportException("the report ends before it begins");
    }
    List<Object> policies = list(report, "policies", MOST_RESULTS);
    List<Result> results = new ArrayList<>();
    for (Object policy : policies) {
      results.add(result(asObject(policy, "policies")));
    }
    return new TlsReport(
        demanded(report, "organization-name"),
        text(report, "contact-info"),
        demanded(report, "report-id"),
        begin,
        end,
        results);
  }

  private Result result(Map<String, Object> entry) throws MalformedReportException {
    Map<String, Object> policy = object(entry, "policy");
    Map<String, Object> summary = object(entry, "summary");
    List<Failure> details = new ArrayList<>();
    for (Object detail : list(entry, "failure-details", MOST_FAILURES)) {
      if (++failures > MOST_FAILURES) {
        throw new MalformedReportException("the report has too many failure-details");
      }
      details.add(failure(asObject(detail, "failure-details")));
    }
    return new Result(
        demanded(policy, "policy-type"),
        demanded(policy, "policy-domain").toLowerCase(Locale.ROOT),
        texts(policy, "policy-string"),
        texts(policy, "mx-host"),
        count(summary, "total-successful-session-count"),
        count(summary, "total-failure-session-count"),
        details);
  }

  private static Failure failure(Map<String, Object> detail) throws MalformedReportException {
    return new Failure(
        demanded(detail, "result-type"),
        text(detail, "sending-mta-ip"),
        text(detail, "receiving-mx-hostname"),
        text(detail, "receiving-ip"),
        text(detail, "failure-reason-code"),
        count(detail, "failed-session-count"));
  }

  private static Map<String, Object> object(Map<String, Object> parent, String key)
      throws MalformedReportException {
    return asObject(parent.get(key), key);
  }

  @SuppressWarnings("unchecked") // JSON has no other keys than texts
  private static Map<String, Object> asObject(@Nullable Object value, String key)
      throws MalformedReportException {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new MalformedReportException(key + " is not an object");
  }

  private static List<Object> list(Map<String, Object> parent, String key, int most)
      throws MalformedReportException {
    List<Object> values =
        switch (parent.get(key)) {
          case null -> List.of();
          case List<?> list -> new ArrayList<>(list);
          case Object single -> List.of(single);
        };
    if (values.size() > most) {
      throw new MalformedReportException("the report has too many " + key);
    }
    return values;
  }

  private static List<String> texts(Map<String, Object> parent, String key)
      throws MalformedReportException {
    List<String> texts = new ArrayList<>();
    for (Object value : list(parent, key, MOST_TEXTS)) {
      texts.add(printable(value));
    }
    return texts;
  }

  private static String demanded(Map<String, Object> parent, String key)
      throws MalformedReportException {
    String text = text(parent, key);
    if (text.isBlank()) {
      throw new MalformedReportException(key + " is missing");
    }
    return text;
  }

  private static String text(Map<String, Object> parent, String key) {
    Object value = parent.get(key);
    return value == null ? "" : printable(value);
  }

  /** It goes to terminals and into tables: no controls, C1 too, and no line ends of Unicode. */
  private static String printable(Object value) {
    String text = value.toString();
    String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }

  private static long count(Map<String, Object> parent, String key)
      throws MalformedReportException {
    return switch (parent.get(key)) {
      case Integer n when n >= 0 -> n;
      case Long n when n >= 0 -> n;
      case null, default -> throw new MalformedReportException(key + " is not a count");
    };
  }

  private Instant time(Map<String, Object> parent, String key) throws MalformedReportException {
    try {
      Instant time = OffsetDateTime.parse(text(parent, key)).toInstant();
      if (time.isBefore(EARLIEST) || time.isAfter(latest)) {
        throw new MalformedReportException(key + " is before 2015 or to come");
      }
      return time;
    } catch (DateTimeException e) {
      throw new MalformedReportException(key + " is not a time (RFC 3339)");
    }
  }
}
