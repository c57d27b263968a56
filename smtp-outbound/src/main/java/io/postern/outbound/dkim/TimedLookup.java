package io.postern.outbound.dkim;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.TxtLookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The DNS for one message, which nobody waits for longer than a while: a host is on the line (RFC
 * 5321 4.5.3.2.7), and whoever wrote the message chose how many names to ask for. Each name is
 * asked for once. For one thread.
 */
final class TimedLookup implements TxtLookup {
  private final TxtLookup dns;
  private final InstantSource clock;
  private final Instant end;
  private final Map<String, Answer<String>> known = new HashMap<>();

  /**
   * @param most after which no further question is put; the last one may take its own time more
   */
  TimedLookup(TxtLookup dns, Duration most, InstantSource clock) {
    this.dns = dns;
    this.clock = clock;
    this.end = clock.instant().plus(most);
  }

  @Override
  public Answer<String> txt(String name) {
    Answer<String> answer = known.get(name);
    if (answer == null) {
      boolean late = clock.instant().isAfter(end);
      answer = late ? new Answer.TemporaryFailure<>("no time is left") : dns.txt(name);
      known.put(name, answer);
    }
    return answer;
  }
}
