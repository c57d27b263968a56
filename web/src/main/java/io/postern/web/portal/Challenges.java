package io.postern.web.portal;

import io.postern.config.settings.PortalSettings;
import io.postern.core.store.Database;
import io.postern.core.store.PortalAccess;
import io.postern.core.store.PortalAccess.Challenge;
import io.postern.core.store.PortalAccess.Session;
import io.postern.core.store.Tx;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Mailed codes: made, limited and checked. A code is good for one item and one browser; all
 * counting is done in the store's transactions, so that parallel requests and other nodes share it.
 * Safe for use by many threads.
 */
final class Challenges {
  /** The window in which codes of an item are counted. */
  static final Duration WINDOW = Duration.ofHours(1);

  /** The wait between the first and the second code of an item; it doubles with each one. */
  static final Duration FIRST_WAIT = Duration.ofSeconds(15);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final PortalKeys keys;
  private final PortalSettings settings;
  private final InstantSource clock;

  Challenges(Database database, PortalKeys keys, PortalSettings settings, InstantSource clock) {
    this.database = database;
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
  }

  /** A code on its way: the only moment at which it exists in clear. */
  record Mailed(String code, String reference) {}

  /** Makes a code for the item in the browser; empty where there have been too many of late. */
  Optional<Mailed> start(String locatorHash, String browser) {
    String code = String.format(Locale.ROOT, "%08d", RANDOM.nextInt(100_000_000));
    String id = HexFormat.of().formatHex(random(16));
    String reference = PortalKeys.crockford(random(4), 4);
    String browserHash = PortalKeys.hash(browser);
    Instant now = clock.instant();
    Challenge challenge =
        new Challenge(
            id,
            locatorHash,
            browserHash,
            reference,
            keys.codeHash(id, locatorHash, browserHash, code),
            settings.codeTries(),
            now,
            now.plus(settings.codeLife()));
    boolean made = database.write(tx -> insertIfAllowed(tx, challenge)).join();
    return made ? Optional.of(new Mailed(code, reference)) : Optional.empty();
  }

  private boolean insertIfAllowed(Tx tx, Challenge challenge) throws SQLException {
    Instant now = challenge.createdAt();
    List<Instant> recent = PortalAccess.codesSince(tx, challenge.locatorHash(), now.minus(WINDOW));
    boolean tooMany = recent.size() >= settings.codesPerHour();
    if (tooMany || (!recent.isEmpty() && now.isBefore(recent.getFirst().plus(wait(recent))))) {
      return false;
    }
    PortalAccess.insert(tx, challenge);
    return true;
  }

  private static Duration wait(List<Instant> recent) {
    return FIRST_WAIT.multipliedBy(1L << Math.min(recent.size() - 1, 8));
  }

  /**
   * Checks a code and, where it is right, uses it up and begins a session.
   *
   * @param sessionId a new id, to be given to the browser only where this returns true
   */
  boolean redeem(String locatorHash, String browser, String code, String sessionId) {
    Instant now = clock.instant();
    String browserHash = PortalKeys.hash(browser);
    Session session = new Session(PortalKeys.hash(sessionId), locatorHash, false, now, now);
    return database.write(tx -> redeem(tx, browserHash, digits(code), session)).join();
  }

  private boolean redeem(Tx tx, String browserHash, String code, Session session)
      throws SQLException {
    String locatorHash = session.locatorHash();
    Optional<Challenge> latest = PortalAccess.latest(tx, locatorHash, browserHash);
    if (latest.isEmpty()) {
      return false;
    }
    Challenge c = latest.get();
    boolean live = c.triesLeft() > 0 && session.createdAt().isBefore(c.expiresAt());
    String hash = keys.codeHash(c.id(), locatorHash, browserHash, code);
    boolean right = PortalKeys.same(hash, c.codeHash()) && live;
    if (right) {
      PortalAccess.triesLeft(tx, c.id(), 0);
      PortalAccess.insert(tx, session);
    } else if (live) {
      PortalAccess.triesLeft(tx, c.id(), c.triesLeft() - 1);
    }
    return right;
  }

  /** The reference of the browser's newest code for the item, empty where there is none. */
  String reference(String locatorHash, String browser) {
    String browserHash = PortalKeys.hash(browser);
    return database
        .read(c -> PortalAccess.latest(c, locatorHash, browserHash))
        .map(Challenge::reference)
        .orElse("");
  }

  /** People type codes with spaces and dashes. */
  private static String digits(String code) {
    return code.replaceAll("[\\s-]", "");
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
