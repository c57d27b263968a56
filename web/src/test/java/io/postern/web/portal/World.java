package io.postern.web.portal;

import io.postern.config.DataSize;
import io.postern.config.HostPort;
import io.postern.config.settings.PortalSettings;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Rewriting;
import io.postern.core.model.Upstream;
import io.postern.core.port.Content;
import io.postern.core.port.Pickup;
import io.postern.core.port.Pickup.Offer;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FakeIntake;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A portal on a loopback port, with a real store and a clock of its own. */
final class World implements AutoCloseable {
  static final String SENDER = "dr.weber@clinic.example";
  static final String READER = "jo.doe@mail.example";

  private static final List<String> TABLES =
      List.of("portal_item", "portal_challenge", "portal_session");

  final Ticking clock = new Ticking();
  final FakeIntake intake = new FakeIntake();
  final SqlDatabase database;
  final PortalSettings settings;
  final PortalOffers offers;
  final PortalServer server;
  final List<Browser> browsers = new CopyOnWriteArrayList<>();
  private final long firstEvent;
  private final Map<MessageId, Content> contents = new ConcurrentHashMap<>();

  /** A clock that goes when it is told to. */
  static final class Ticking implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    void pass(Duration time) {
      now = now.plus(time);
    }
  }

  /** One store for all tests: to close one takes seconds. */
  private static final class Store {
    private static @Nullable SqlDatabase shared;

    static synchronized SqlDatabase open() throws IOException {
      if (shared == null) {
        Path own = Files.createTempDirectory("portal-test");
        own.toFile().deleteOnExit();
        shared = Stores.open(Stores.sqliteSettings(), own);
      }
      return shared;
    }

    static long clear(SqlDatabase database) {
      database
          .write(tx -> {
            for (String table : TABLES) {
              tx.prepare("DELETE FROM " + table).executeUpdate();
            }
            return true;
          })
          .join();
      return database.read(c -> {
        try (var s = c.prepareStatement("SELECT COALESCE(MAX(seq), 0) FROM audit");
            var row = s.executeQuery()) {
          row.next();
          return row.getLong(1);
        }
      });
    }
  }

  World() throws IOException {
    this("http://127.0.0.1", Optional.empty(), Optional.empty());
  }

  World(String url, Optional<Path> certificate, Optional<Path> key) throws IOException {
    settings =
        new PortalSettings(
            HostPort.parse("127.0.0.1:0"),
            url,
            certificate,
            key,
            "notices@clinic.example",
            "Example Clinic",
            Duration.ofMinutes(15),
            Duration.ofMinutes(10),
            5,
            5,
            new DataSize(1024 * 1024));
    database = Store.open();
    firstEvent = Store.clear(database);
    PortalKeys keys = new PortalKeys(Stores.rootKey());
    offers = new PortalOffers(settings, database, keys, clock);
    server = new PortalServer(settings, database, keys, new Stored(), intake, clock);
    server.start();
  }

  /** Offers a message and gives the link's path. */
  String offer(String message, String recipient) throws IOException {
    return path(offer(BytesContent.of(message), recipient, true));
  }

  Offer offer(Content content, String recipient, boolean mayReply) throws IOException {
    MessageId id = MessageId.create(clock.millis());
    contents.put(id, content);
    return offers.offer(id, Recipient.of(recipient), terms(30, mayReply));
  }

  /** As long as days, of the message as it came. */
  static Pickup.Terms terms(int days, boolean mayReply) {
    return new Pickup.Terms(Duration.ofDays(days), mayReply, Rewriting.NONE);
  }

  /** Offers a message whose copy, as policy wants it, is another; gives the link's path. */
  String offerCopy(String message, String copy, String recipient) throws IOException {
    MessageId id = MessageId.create(clock.millis());
    contents.put(id, BytesContent.of(message));
    Rewriting rewriting = new Rewriting(List.of(), Optional.empty(), Map.of(), Optional.of(copy));
    return path(
        offers.offer(
            id, Recipient.of(recipient), new Pickup.Terms(Duration.ofDays(30), true, rewriting)));
  }

  static String path(Offer offer) {
    return offer.link().substring(offer.link().indexOf("/m/"));
  }

  /** The code in the mail that was handed to the gateway last. */
  String mailedCode() {
    String body = mailedText();
    Matcher m = Pattern.compile("(?m)^ {4}(\\d{8})\\r?$").matcher(body);
    if (!m.find()) {
      throw new AssertionError("no code in " + body);
    }
    return m.group(1);
  }

  String mailedText() {
    return Mails.text(intake.taken().getLast().content());
  }

  /** Types of the audit events so far, in order. */
  List<String> audited() {
    return database.read(c -> {
      List<String> types = new ArrayList<>();
      try (var s =
              c.prepareStatement(
                  "SELECT type FROM audit WHERE seq > " + firstEvent + " ORDER BY seq");
          var rows = s.executeQuery()) {
        while (rows.next()) {
          types.add(rows.getString(1));
        }
      }
      return types;
    });
  }

  /** Everything in the portal's tables, to see whether anything changed. */
  String state() {
    return database.read(c -> {
      StringBuilder all = new StringBuilder();
      for (String table : TABLES) {
        try (var s = c.prepareStatement("SELECT * FROM " + table);
            var rows = s.executeQuery()) {
          while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              all.append(rows.getString(i)).append('|');
            }
            all.append('\n');
          }
        }
      }
      return all.toString();
    });
  }

  @Override
  public void close() {
    // open connections would hold up the stop
    browsers.forEach(Browser::close);
    server.close();
  }

  /** Messages in memory. */
  private final class Stored implements StoredMessages {
    @Override
    public Optional<Envelope> envelope(MessageId id) {
      return Optional.of(
          new Envelope(
              id,
              Upstream.own("clinic.example"),
              ReversePath.of(SENDER),
              List.of(Recipient.of(READER)),
              clock.instant(),
              EsmtpOptions.NONE));
    }

    @Override
    public Content content(MessageId id, Rewriting rewriting) throws IOException {
      Content content = contents.get(id);
      if (content == null) {
        throw new IOException("gone");
      }
      return rewriting.banner().<Content>map(BytesContent::of).orElse(content);
    }
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
