package io.postern.outbound.testing;

import io.postern.config.settings.DnsSettings;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.route.DnsResolver;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A domain of the lab with its mail hosts, and a courier that delivers to it. */
public final class Scene implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int PORT = freePort();

  private final DnsLab lab = DnsLab.shared();
  private final int number = COUNT.incrementAndGet();
  private final String domain;
  private final boolean signed;
  private final List<String> records = new ArrayList<>();
  private final List<ScriptedServer> hosts = new ArrayList<>();
  private DnsSettings.Dnssec mode = DnsSettings.Dnssec.VALIDATE;
  private Optional<LyingDns> liar = Optional.empty();
  private UnaryOperator<Options> options = o -> o;

  private Scene(String zone) {
    this.domain = "d" + number + "." + zone;
    this.signed = zone.equals("lab");
  }

  /** In the signed zone. */
  public static Scene signed() {
    return new Scene("lab");
  }

  /** In the zone without signatures. */
  public static Scene unsigned() {
    return new Scene("plain");
  }

  /** As in {@code d7.lab}. */
  public String domain() {
    return domain;
  }

  /** As in {@code mx1.d7.lab}, counted from 1. */
  public String host(int which) {
    return "mx" + which + "." + domain;
  }

  /** The TCP port of all hosts. */
  public static int port() {
    return PORT;
  }

  /** Adds a host with an MX record and an address. */
  public Scene with(Script... scripts) {
    address(host(hosts.size() + 1), scripts);
    records.add(domain + ". IN MX " + 10 * hosts.size() + " " + host(hosts.size()) + ".");
    return this;
  }

  /** Adds a host with this address name and no MX record. */
  public Scene address(String name, Script... scripts) {
    String address = "127.77." + number + "." + (hosts.size() + 1);
    try {
      hosts.add(new ScriptedServer(address, PORT, scripts));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    records.add(name + ". IN A " + address);
    return this;
  }

  /** Adds a host that takes everything over TLS. */
  public Scene with(TlsIdentity identity) {
    return with(p -> p.open("STARTTLS").secure(identity).offer().takeAll());
  }

  /** Adds a line to the zone. */
  public Scene record(String line) {
    records.add(line);
    return this;
  }

  /** Adds a TLSA record for a host. */
  public Scene tlsa(String host, String data) {
    return record("_" + PORT + "._tcp." + host + ". IN TLSA " + data);
  }

  /** How DNSSEC is done. */
  public Scene by(DnsSettings.Dnssec how) {
    mode = how;
    return this;
  }

  /** Whom the courier asks instead of the lab's resolver. */
  public Scene through(LyingDns dns) {
    liar = Optional.of(dns);
    return this;
  }

  public Scene options(UnaryOperator<Options> change) {
    UnaryOperator<Options> before = options;
    options = o -> change.apply(before.apply(o));
    return this;
  }

  /** Puts the records into the DNS. */
  public Scene publish() {
    if (signed) {
      lab.publish(records);
    } else {
      lab.publishUnsigned(records);
    }
    records.clear();
    return this;
  }

  /** Delivers the canary message to somebody in the domain, over a courier of its own. */
  public Outcome deliver(Protection protection) {
    publish();
    try (Rig rig = rig()) {
      return rig.deliver(protection, "jane@" + domain).getFirst();
    }
  }

  /** A courier that sees the domain. */
  public Rig rig() {
    return new Rig(resolver(), options.apply(Options.of(PORT)));
  }

  public DnsResolver resolver() {
    return liar.map(l -> lab.resolver(mode, l)).orElseGet(() -> lab.resolver(mode));
  }

  /** What a host heard, TLS taken off; counted from 1. */
  public String heard(int which) {
    return hosts.get(which - 1).heard();
  }

  /** Certificate association data as in {@code 3 1 1 ab...}. */
  public static String association(int usage, int selector, int matching, X509Certificate c) {
    try {
      byte[] selected = selector == 0 ? c.getEncoded() : c.getPublicKey().getEncoded();
      byte[] data =
          switch (matching) {
            case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
            case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
            default -> selected;
          };
      return usage + " " + selector + " " + matching + " " + HexFormat.of().formatHex(data);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (ScriptedServer host : hosts) {
      host.close();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.77.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
