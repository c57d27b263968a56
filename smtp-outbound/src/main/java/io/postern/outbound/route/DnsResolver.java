package io.postern.outbound.route;

import io.postern.config.HostPort;
import io.postern.config.settings.DnsSettings;
import io.postern.core.port.KeyRecords;
import io.postern.core.port.Resolver;
import io.postern.core.port.TxtLookup;
import io.postern.outbound.cache.SharedFindings;
import io.postern.outbound.cache.SharedFindings.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPENPGPKEYRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The DNS through recursive resolvers: UDP, TCP where an answer is cut. */
public final class DnsResolver implements Resolver, TxtLookup, KeyRecords {
  private static final int MAXIMUM_ENTRIES = 10_000;

  /** Longer than the slowest resolvers take together. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * RFC 8461 5.1 wants the id of a policy looked at when a host fails it. A TTL of a day would make
   * that a look at the same old answer.
   */
  private static final Duration POLICY_MAXIMUM = Duration.ofMinutes(1);

  /** What was not proved is asked again once proofs are to be had. */
  private record Question(Name name, int type, boolean proving) {}

  private final Upstream upstream;
  private final DnsSettings.Dnssec mode;
  private final DnssecWatch watch;
  private final Duration cacheMaximum;
  private final SharedFindings<Question, Answer<Record>> cache;

  /**
   * @param servers recursive resolvers; empty uses the system's
   * @param timeout wait for one answer of one resolver
   * @param cacheMaximum longest time an answer is kept
   * @throws IOException where a file of trust anchors cannot be read, or a name to test with is
   *     none
   */
  public DnsResolver(
      List<HostPort> servers,
      Duration timeout,
      Duration cacheMaximum,
      Signatures signatures,
      InstantSource clock)
      throws IOException {
    this.upstream = new Upstream(servers, timeout, signatures);
    this.mode = signatures.mode();
    this.watch = new DnssecWatch(upstream::test, clock);
    this.cacheMaximum = cacheMaximum;
    this.cache = new SharedFindings<>(clock, MAXIMUM_ENTRIES, PATIENCE);
  }

  @Override
  public Dnssec dnssec() {
    return switch (mode) {
      case OFF -> new Dnssec.Off();
      case VALIDATE, TRUST_AD -> watch.state();
    };
  }

  /**
   * What was last found out about DNSSEC, without blocking: broken wherever its test failed, off
   * where nothing was tested so far.
   */
  public Dnssec lastKnown() {
    return watch.lastKnown();
  }

  @Override
  public Answer<Exchange> mx(String domain) {
    return map(
        lookup(domain, Type.MX),
        r ->
            new Exchange(
                ((MXRecord) r).getPriority(), AliasWalk.plain(((MXRecord) r).getTarget())));
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
  public Answer<Tlsa> tlsa(String name) {
    return map(lookup(name, Type.TLSA), r -> tlsa((TLSARecord) r));
  }

  @Override
  public Answer<Tlsa> smimea(String name) {
    return map(lookup(name, Type.SMIMEA), r -> tlsa((TLSARecord) r));
  }

  @Override
  public Answer<byte[]> openPgpKeys(String name) {
    return map(lookup(name, Type.OPENPGPKEY), r -> ((OPENPGPKEYRecord) r).getCert());
  }

  private static Tlsa tlsa(TLSARecord record) {
    return new Tlsa(
        record.getCertificateUsage(),
        record.getSelector(),
        record.getMatchingType(),
        HexFormat.of().formatHex(record.getCertificateAssociationData()));
  }

  @Override
  public Answer<String> alias(String name) {
    return map(lookup(name, Type.CNAME), r -> AliasWalk.plain(((CNAMERecord) r).getTarget()));
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
      boolean proving = dnssec() instanceof Dnssec.Working;
      Question question = new Question(Name.fromString(host, Name.root), type, proving);
      return cache.get(
          question,
          () -> ask(question),
          () -> new Answer.TemporaryFailure<>("the lookup takes too long"));
    } catch (TextParseException e) {
      return new Answer.NxDomain<>(); // not a name the DNS can hold
    }
  }

  private Finding<Answer<Record>> ask(Question question) {
    AliasWalk walk =
        new AliasWalk(question.name(), question.type(), longest(question), question.proving());
    try {
      while (walk.answer().isEmpty()) {
        walk.take(
            question.proving()
                ? upstream.prove(walk.name(), question.type())
                : upstream.ask(walk.name(), question.type()));
      }
      return walk.answer().get();
    } catch (IOException e) {
      return new Finding<>(new Answer.TemporaryFailure<>("no answer"), Duration.ZERO);
    }
  }

  private Duration longest(Question question) {
    boolean policy = question.name().toString().toLowerCase(Locale.ROOT).startsWith("_mta-sts.");
    return policy && cacheMaximum.compareTo(POLICY_MAXIMUM) > 0 ? POLICY_MAXIMUM : cacheMaximum;
  }

  private static <T> Answer<T> map(Answer<Record> answer, Function<Record, T> value) {
    return switch (answer) {
      case Answer.Found<Record>(List<Record> records, Origin origin) ->
          new Answer.Found<>(records.stream().map(value).toList(), origin);
      case Answer.NoData<Record>(Origin origin) -> new Answer.NoData<>(origin);
      case Answer.NxDomain<Record> none -> new Answer.NxDomain<>();
      case Answer.TemporaryFailure<Record>(String why) -> new Answer.TemporaryFailure<>(why);
    };
  }
}
