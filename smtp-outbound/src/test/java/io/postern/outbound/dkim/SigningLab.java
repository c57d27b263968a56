package io.postern.outbound.dkim;

import io.postern.config.HostPort;
import io.postern.config.settings.Settings;
import io.postern.core.dkim.DkimAlgorithm;
import io.postern.core.dkim.DkimKey;
import io.postern.core.dkim.DkimKeys;
import io.postern.core.dkim.SigningKeys;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Consignment;
import io.postern.core.port.Meters;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.TxtLookup;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Certs;
import io.postern.core.testing.Stores;
import io.postern.core.wire.TlsEngines;
import io.postern.outbound.client.KnownRelay;
import io.postern.outbound.protect.Wrapper;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A courier with keys for clinic.example, and what a host gets from it. */
final class SigningLab implements AutoCloseable {
  private static final FakeDns DNS =
      new FakeDns()
          .mx("example.org", "10 mx.example.org")
          .a("mx.example.org", "127.0.0.1")
          .a("relay.example.net", "127.0.0.1");
  private static final Certs CA = new Certs("root");

  private static final Upstream APPLICATION =
      new Upstream(
          "app", Upstream.Kind.ACCOUNT, "127.0.0.1", "app.example", "ESMTPSA", Optional.empty());

  private final SqlDatabase database;
  private final DkimKeys keys;
  private final Dkimpy verifier;
  private TxtLookup dns;
  private boolean dkim = true;
  private SenderRights rights = (upstream, domain) -> true;

  SigningLab(Path directory) throws IOException {
    InstantSource clock = InstantSource.system();
    Path store = Files.createDirectory(directory.resolve("store"));
    database = Stores.open(Stores.sqliteSettings(), store);
    keys = new DkimKeys(database, Vault.open(database, Stores.rootKey(), clock), clock);
    for (DkimAlgorithm algorithm : DkimAlgorithm.values()) {
      DkimKey key = keys.create("clinic.example", Optional.empty(), algorithm, "test");
      keys.activate(key, "test");
    }
    verifier = new Dkimpy(Files.createDirectory(directory.resolve("verifier")), keys.list());
    dns = verifier::txt;
  }

  /** From now on upstreams may send for no domain besides the author's. */
  void narrow() {
    rights = (upstream, domain) -> false;
  }

  /** From now on mail is signed, or is not. */
  void sign(boolean wanted) {
    dkim = wanted;
  }

  /** From now on nothing can be read. */
  void failStore() {
    database.close();
  }

  /** From now on nobody answers. */
  void failDns() {
    dns = name -> new Answer.TemporaryFailure<>("no answer");
  }

  /** The message as a provider that uses dkimpy sealed it. */
  String sealed(String message) throws IOException, InterruptedException {
    return verifier.sealed(message);
  }

  /** What the provider gets that a message is given back to. */
  String returned(Consignment consignment) throws Exception {
    AtomicReference<String> got = new AtomicReference<>("");
    Script script =
        p -> {
          p.open("STARTTLS").secure(CA.good("relay.example.net")).offer("8BITMIME");
          take(p, got);
        };
    try (ScriptedServer server = new ScriptedServer(script);
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()).touch(signer()))) {
      KnownRelay route =
          new KnownRelay(
              KnownRelay.Kind.RETURN_ROUTE,
              "app",
              new HostPort("relay.example.net", server.port()),
              TlsEngines.client(Settings.TlsEngine.NATIVE),
              Optional.empty(),
              false,
              Optional.empty());
      Outcome outcome =
          rig.returning(route)
              .courier(Rig.WRAPPER, Rig.NO_KEY, Optional.empty())
              .deliver(consignment)
              .getFirst();
      if (!(outcome instanceof Outcome.Delivered)) {
        throw new AssertionError(outcome.toString());
      }
    }
    return got.get();
  }

  DkimKeys keys() {
    return keys;
  }

  MessageSigner signer() {
    InstantSource clock = InstantSource.system();
    SigningKeys signing = new SigningKeys(keys, clock);
    ArcSealer sealer =
        new ArcSealer("gateway.example", "clinic.example", signing, dns, Meters.NONE, clock);
    return new MessageSigner(signing, dkim, Optional.of(sealer), rights, Meters.NONE, clock);
  }

  /** What the verifier says of a message. */
  List<String> verify(String message) throws IOException, InterruptedException {
    return verifier.verify(message);
  }

  /** The octets that a host gets, dots no longer doubled, one char each. */
  String received(String message, Body body, Protection protection, String... offered)
      throws IOException {
    return received(Rig.WRAPPER, consignment(message, body, protection), Arrays.asList(offered));
  }

  static Consignment consignment(String message, Body body, Protection protection) {
    Envelope own =
        Rig.envelope(
            new EsmtpOptions(body, false, false, Optional.empty(), Optional.empty()),
            "a@example.org");
    Envelope envelope =
        new Envelope(own.id(), APPLICATION, own.from(), own.to(), own.receivedAt(), own.options());
    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
    return Rig.consignment(envelope, protection, new BytesContent(octets));
  }

  static Envelope from(Envelope e, String sender) {
    return new Envelope(
        e.id(), e.upstream(), ReversePath.of(sender), e.to(), e.receivedAt(), e.options());
  }

  String received(Wrapper smime, Consignment consignment, List<String> offered) throws IOException {
    AtomicReference<String> got = new AtomicReference<>("");
    try (ScriptedServer server = new ScriptedServer(taking(got, offered));
        Rig rig = new Rig(DNS, Options.of(server.port()).touch(signer()))) {
      List<Outcome> outcomes =
          rig.courier(smime, Rig.NO_KEY, Optional.empty()).deliver(consignment);
      if (!(outcomes.getFirst() instanceof Outcome.Delivered)) {
        throw new AssertionError(outcomes.toString());
      }
    }
    return got.get();
  }

  private static Script taking(AtomicReference<String> got, List<String> offered) {
    return p -> {
      p.open(offered.toArray(String[]::new));
      take(p, got);
    };
  }

  static void take(ScriptedServer.Peer p, AtomicReference<String> got) throws IOException {
    boolean chunk = p.hear("MAIL ").contains("BODY=BINARYMIME");
    p.say("250 ok").hear("RCPT ");
    p.say("250 ok");
    if (chunk) {
      got.set(p.hearChunk());
    } else {
      p.hear("DATA");
      p.say("354 go on");
      got.set(("\r\n" + p.hearContent()).replace("\r\n..", "\r\n.").substring(2));
    }
    p.say("250 taken").takeAll();
  }

  @Override
  public void close() {
    database.close();
  }
}
