package io.postern.outbound.route;

import io.postern.config.HostPort;
import io.postern.config.settings.DnsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Recursive resolvers, asked plainly or in a way that proves the answers. */
final class Upstream {
  /** Each resolver is asked this often before the question counts as unanswered. */
  private static final int TRIES = 2;

  /** RFC 6891 6.2.5, and RFC 9715: what passes the internet without fragments. */
  private static final int UDP_PAYLOAD = 1232;

  /**
   * The keys of the root zone, of 2017 and of 2024, as IANA publishes them (RFC 7958); the second
   * takes over in October 2026.
   */
  private static final String ROOT_ANCHORS =
      """
      . IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
      . IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
      """;

  private final List<InetSocketAddress> addresses;
  private final Signatures signatures;
  private final Name signedName;
  private final Name forgedName;
  private final ExtendedResolver plain;
  private final org.xbill.DNS.Resolver proving;

  /**
   * @param servers empty uses the system's
   * @param timeout wait for one answer of one resolver
   * @throws IOException where a file of trust anchors cannot be read, or a name is none
   */
  Upstream(List<HostPort> servers, Duration timeout, Signatures signatures) throws IOException {
    this.addresses =
        servers.isEmpty()
            ? ResolverConfig.getCurrentConfig().servers()
            : servers.stream().map(HostPort::toSocketAddress).toList();
    this.signatures = signatures;
    this.signedName = name("dns.signed_name", signatures.signedName());
    this.forgedName = name("dns.forged_name", signatures.forgedName());
    this.plain = new ExtendedResolver(addresses.stream().map(a -> one(a, timeout)).toList());
    this.plain.setRetries(TRIES);
    this.plain.setTimeout(timeout.multipliedBy((long) TRIES * addresses.size()));
    this.proving = signatures.mode() == DnsSettings.Dnssec.VALIDATE ? validating() : plain;
  }

  /** A name that cannot be asked for would be a test that is always passed. */
  private static Name name(String setting, String text) throws IOException {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IOException(setting + ": " + text + " is no name of the DNS", e);
    }
  }

  private static org.xbill.DNS.Resolver one(InetSocketAddress address, Duration timeout) {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTimeout(timeout);
    return resolver;
  }

  private org.xbill.DNS.Resolver validating() throws IOException {
    ValidatingResolver resolver = new ValidatingResolver(plain);
    resolver.setEDNS(0, UDP_PAYLOAD, 0, List.of());
    try (InputStream anchors = anchors()) {
      resolver.loadTrustAnchors(anchors);
    }
    return resolver;
  }

  private InputStream anchors() throws IOException {
    if (signatures.anchors().isEmpty()) {
      return new ByteArrayInputStream(ROOT_ANCHORS.getBytes(StandardCharsets.US_ASCII));
    }
    List<InputStream> files = new ArrayList<>();
    for (Path file : signatures.anchors()) {
      files.add(new ByteArrayInputStream(Files.readAllBytes(file)));
      files.add(new ByteArrayInputStream(new byte[] {'\n'}));
    }
    return new SequenceInputStream(Collections.enumeration(files));
  }

  /** An answer whose AD bit means nothing. */
  Message ask(Name name, int type) throws IOException {
    return plain.send(query(name, type));
  }

  /** An answer whose AD bit says whether it is proved; SERVFAIL where it is forged. */
  Message prove(Name name, int type) throws IOException {
    Message query = query(name, type);
    query.getHeader().setFlag(Flags.AD); // RFC 6840 5.7: asks for the bit in the answer
    return proving.send(query);
  }

  private static Message query(Name name, int type) {
    return Message.newQuery(Record.newRecord(name, type, DClass.IN));
  }

  /** Tries out whether {@link #prove} tells signed from forged. */
  Trial test() {
    if (!isLocal()) {
      return new Trial.Disproved("the AD bit of a resolver on another machine proves nothing");
    }
    Trial signed = signed();
    return signed instanceof Trial.Passed ? forged() : signed;
  }

  private boolean isLocal() {
    return signatures.mode() == DnsSettings.Dnssec.VALIDATE
        || addresses.stream().allMatch(a -> a.getAddress().isLoopbackAddress());
  }

  private Trial signed() {
    try {
      Message answer = prove(signedName, Type.DNSKEY);
      if (answer.getRcode() == Rcode.NOERROR) {
        return answer.getHeader().getFlag(Flags.AD)
            ? new Trial.Passed()
            : new Trial.Disproved("the keys of " + signedName + " come without a proof");
      }
      return new Trial.Failing(
          "the keys of "
              + signedName
              + " cannot be proved ("
              + Rcode.string(answer.getRcode())
              + "); does the resolver pass on signatures?");
    } catch (IOException e) {
      return new Trial.Silent(); // lookups wait for an answer by themselves
    }
  }

  private Trial forged() {
    try {
      Message answer = prove(forgedName, Type.A);
      boolean through =
          answer.getRcode() == Rcode.NOERROR && !answer.getSection(Section.ANSWER).isEmpty();
      return through
          ? new Trial.Disproved("the forged records of " + forgedName + " were let through")
          : new Trial.Passed();
    } catch (IOException e) {
      return new Trial.Passed(); // nothing came through
    }
  }
}
