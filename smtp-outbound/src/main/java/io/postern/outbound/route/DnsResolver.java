package io.postern.outbound.route;

import io.postern.config.HostPort;
import io.postern.core.port.Resolver;
import io.postern.core.port.TxtLookup;
import io.postern.outbound.route.AnswerCache.Kept;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The DNS through recursive resolvers: UDP, TCP where an answer is cut. */
public final class DnsResolver implements Resolver, TxtLookup {
  private static final int MAXIMUM_ENTRIES = 10_000;

  /** Each resolver is asked this often before the question counts as unanswered. */
  private static final int TRIES = 2;

  private record Question(Name name, int type) {}

  private final ExtendedResolver upstream;
  private final Duration cacheMaximum;
  private final AnswerCache<Question, Record> cache;

  /**
   * @param servers recursive resolvers; empty uses the system's
   * @param timeout wait for one answer of one resolver
   * @param cacheMaximum longest time an answer is kept
   */
  public DnsResolver(
      List<HostPort> servers, Duration timeout, Duration cacheMaximum, InstantSource clock) {
    List<InetSocketAddress> addresses =
        servers.isEmpty()
            ? ResolverConfig.getCurrentConfig().servers()
            : servers.stream().map(HostPort::toSocketAddress).toList();
    this.upstream = new ExtendedResolver(addresses.stream().map(a -> one(a, timeout)).toList());
    this.upstream.setRetries(TRIES);
    this.upstream.setTimeout(timeout.multipliedBy((long) TRIES * addresses.size()));
    this.cacheMaximum = cacheMaximum;
    this.cache = new AnswerCache<>(clock, MAXIMUM_ENTRIES);
  }

  private static org.xbill.DNS.Resolver one(InetSocketAddress address, Duration timeout) {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTimeout(timeout);
    return resolver;
  }

  @Override
  public Answer<Exchange> mx(String domain) {
    return map(
        lookup(domain, Type.MX),
        r -> new Exchange(((MXRecord) r).getPriority(), plain(((MXRecord) r).getTarget())));
  }

  @Override
  public Answer<InetAddress> ipv4(String host) {
    return map(lookup(host, Type.A), r -> ((ARecord) r).getAddress());
  }

  @Override
  public Answer<InetAddress> ipv6(String host) {
    return map(lookup(host, Type.AAAA), r -> ((AAAARecord) r).getAddress());
  }

  @Override
  public Answer<String> txt(String name) {
    return map(lookup(name, Type.TXT), r -> text((TXTRecord) r));
  }

  /** RFC 6376 3.6.2.2: the strings of one record are one text. */
  private static String text(TXTRecord record) {
    StringBuilder text = new StringBuilder();
    record
        .getStringsAsByteArrays()
        .forEach(s -> text.append(new String(s, StandardCharsets.ISO_8859_1)));
    return text.toString();
  }

  private Answer<Record> lookup(String host, int type) {
    try {
      Question question = new Question(Name.fromString(host, Name.root), type);
      return cache.get(question, () -> ask(question));
    } catch (TextParseException e) {
      return new Answer.NxDomain<>(); // not a name the DNS can hold
    }
  }

  private Kept<Record> ask(Question question) {
    AliasWalk walk = new AliasWalk(question.name(), question.type(), cacheMaximum);
    try {
      while (walk.answer().isEmpty()) {
        walk.take(upstream.send(query(walk.name(), question.type())));
      }
      return walk.answer().get();
    } catch (IOException e) {
      return new Kept<>(new Answer.TemporaryFailure<>("no answer"), Duration.ZERO);
    }
  }

  private static Message query(Name name, int type) {
    return Message.newQuery(Record.newRecord(name, type, DClass.IN));
  }

  private static String plain(Name name) {
    return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
  }

  private static <T> Answer<T> map(Answer<Record> answer, Function<Record, T> value) {
    return switch (answer) {
      case Answer.Found<Record>(List<Record> records) ->
          new Answer.Found<>(records.stream().map(value).toList());
      case Answer.NoData<Record> none -> new Answer.NoData<>();
      case Answer.NxDomain<Record> none -> new Answer.NxDomain<>();
      case Answer.TemporaryFailure<Record>(String why) -> new Answer.TemporaryFailure<>(why);
    };
  }
}
