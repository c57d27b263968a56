package io.postern.outbound.sts;

import io.postern.outbound.route.ALabels;
import io.postern.outbound.tls.DomainPattern;
import io.postern.outbound.tls.DomainPattern.Depth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a domain demands of its mail hosts (RFC 8461 3.2).
 *
 * @param mx host names, or {@code *.} and a domain for exactly one label below it; none only in
 *     mode none
 * @param maxAge how long it binds from the moment it was fetched, a year at most
 */
public record StsPolicy(Mode mode, List<String> mx, Duration maxAge) {
  /** RFC 8461 3.2: the longest that may be asked for. */
  private static final long LONGEST = 31_557_600;

  /** Far more than any domain has. */
  private static final int MOST_HOSTS = 200;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][\\w.-]{0,31}");

  /** How far it binds. */
  public enum Mode {
    /** Hosts and certificates must fit. */
    ENFORCE,
    /** Nothing is demanded, failures are only reported. */
    TESTING,
    /** There is no policy any more. */
    NONE
  }

  public StsPolicy {
    mx = List.copyOf(mx);
  }

  /** Reads one; empty where it is not valid, as without a host in a mode that wants hosts. */
  public static Optional<StsPolicy> parse(String text) {
    Map<String, String> single = new HashMap<>();
    List<String> mx = new ArrayList<>();
    for (String line : text.split("\n")) {
      // Taken apart by hand: the text is a stranger's, and a pattern would try it every way.
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon));
      if (name.equals("mx")) {
        mx.add(value(line, colon + 1));
      } else if (NAME.matcher(name).matches()) {
        single.putIfAbsent(name, value(line, colon + 1)); // the first one counts
      }
    }
    return "STSv1".equals(single.get("version")) ? read(single, mx) : Optional.empty();
  }

  /** What stands there without the white space around it, of which a CR at the end is part. */
  private static String value(String line, int start) {
    int from = start;
    int to = line.endsWith("\r") ? line.length() - 1 : line.length();
    while (from < to && isBlank(line.charAt(from))) {
      from++;
    }
    while (from < to && isBlank(line.charAt(to - 1))) {
      to--;
    }
    return line.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static Optional<StsPolicy> read(Map<String, String> fields, List<String> hosts) {
    Optional<Mode> mode = mode(fields.getOrDefault("mode", ""));
    Optional<Duration> maxAge = maxAge(fields.getOrDefault("max_age", ""));
    List<String> mx = hosts.stream().map(StsPolicy::pattern).flatMap(Optional::stream).toList();
    boolean complete =
        mx.size() == hosts.size()
            && mx.size() <= MOST_HOSTS
            && (!mx.isEmpty() || mode.equals(Optional.of(Mode.NONE)));
    return complete
        ? mode.flatMap(m -> maxAge.map(a -> new StsPolicy(m, mx, a)))
        : Optional.empty();
  }

  private static Optional<Mode> mode(String text) {
    return switch (text) {
      case "enforce" -> Optional.of(Mode.ENFORCE);
      case "testing" -> Optional.of(Mode.TESTING);
      case "none" -> Optional.of(Mode.NONE);
      default -> Optional.empty();
    };
  }

  private static Optional<Duration> maxAge(String text) {
    return text.matches("\\d{1,10}")
        ? Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(text), LONGEST)))
        : Optional.empty();
  }

  private static Optional<String> pattern(String text) {
    String bare = text.startsWith("*.") ? text.substring(2) : text;
    String star = text.startsWith("*.") ? "*." : "";
    return ALabels.of(bare).map(name -> star + name.toLowerCase(Locale.ROOT));
  }

  /** As it is published, in one fixed form. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("version: STSv1");
    lines.add("mode: " + mode.name().toLowerCase(Locale.ROOT));
    mx.forEach(host -> lines.add("mx: " + host));
    lines.add("max_age: " + maxAge.toSeconds());
    return lines;
  }

  /** Whether a host may take the domain's mail (RFC 8461 4.1). */
  public boolean accepts(String host) {
    return mx.stream().anyMatch(p -> DomainPattern.of(p, "*.", Depth.ONE_BELOW).covers(host));
  }
}
