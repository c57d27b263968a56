package io.postern.outbound.route;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Origin;
import io.postern.outbound.cache.SharedFindings.Finding;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Follows aliases from a name to its records, within one answer and, where the answer stops short,
 * over further questions. For one thread.
 */
final class AliasWalk {
  /** No honest name has more aliases in a row. */
  private static final int MAXIMUM_ALIASES = 16;

  /** "No such record" is believed for at most this long, whatever the zone says (RFC 2308 5). */
  private static final Duration NEGATIVE_MAXIMUM = Duration.ofMinutes(15);

  private final int type;
  private final boolean proving;
  private final Set<Name> seen = new HashSet<>();
  private boolean secure = true;
  private Name name;
  private Duration ttl;
  private Optional<Finding<Answer<Record>>> answer = Optional.empty();

  /**
   * @param proving whether the AD bit of the answers can be believed (RFC 4035 4.9.3)
   */
  AliasWalk(Name start, int type, Duration cacheMaximum, boolean proving) {
    this.proving = proving;
    this.name = start;
    this.type = type;
    this.ttl = cacheMaximum;
  }

  /** The name to ask for next. */
  Name name() {
    return name;
  }

  /** The end of the walk, once reached. */
  Optional<Finding<Answer<Record>>> answer() {
    return answer;
  }

  /** Takes the answer to a question for {@link #name}. */
  void take(Message message) {
    int code = message.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      fail(Rcode.string(code));
      return;
    }
    Name asked = name;
    secure &= proving && message.getHeader().getFlag(Flags.AD);
    follow(message);
    if (answer.isEmpty() && !records(message).isEmpty()) {
      settle(new Answer.Found<>(records(message), origin()), records(message));
    } else if (answer.isEmpty() && code == Rcode.NXDOMAIN) {
      negative(new Answer.NxDomain<>(), message);
    } else if (answer.isEmpty() && name.equals(asked)) {
      negative(new Answer.NoData<>(origin()), message);
    }
    // Else an alias whose target the answer does not hold: ask for the target.
  }

  private Origin origin() {
    return new Origin(secure, plain(name));
  }

  /** A name as the rest of the program writes it; empty for the root. */
  static String plain(Name name) {
    return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
  }

  private void follow(Message message) {
    while (records(message).isEmpty()) {
      Optional<CNAMERecord> alias = alias(message);
      if (alias.isEmpty()) {
        return;
      }
      if (!seen.add(name) || seen.size() > MAXIMUM_ALIASES) {
        fail("alias loop");
        return;
      }
      shorten(alias.get().getTTL());
      name = alias.get().getTarget();
    }
  }

  private List<Record> records(Message message) {
    return message.getSection(Section.ANSWER).stream()
        .filter(r -> r.getType() == type && r.getName().equals(name))
        .toList();
  }

  private Optional<CNAMERecord> alias(Message message) {
    return message.getSection(Section.ANSWER).stream()
        .filter(r -> type != Type.CNAME && r.getType() == Type.CNAME && r.getName().equals(name))
        .map(CNAMERecord.class::cast)
        .findFirst();
  }

  private void settle(Answer<Record> result, List<Record> records) {
    records.forEach(r -> shorten(r.getTTL()));
    answer = Optional.of(new Finding<>(result, ttl));
  }

  /** RFC 2308 5: kept for the lesser of the SOA's TTL and its minimum; without SOA not at all. */
  private void negative(Answer<Record> result, Message message) {
    Optional<SOARecord> soa =
        message.getSection(Section.AUTHORITY).stream()
            .filter(SOARecord.class::isInstance)
            .map(SOARecord.class::cast)
            .findFirst();
    shorten(soa.map(s -> Math.min(s.getTTL(), s.getMinimum())).orElse(0L));
    shorten(NEGATIVE_MAXIMUM.toSeconds());
    answer = Optional.of(new Finding<>(result, ttl));
  }

  private void fail(String why) {
    answer = Optional.of(new Finding<>(new Answer.TemporaryFailure<>(why), Duration.ZERO));
  }

  private void shorten(long seconds) {
    Duration given = Duration.ofSeconds(seconds);
    ttl = given.compareTo(ttl) < 0 ? given : ttl;
  }
}
