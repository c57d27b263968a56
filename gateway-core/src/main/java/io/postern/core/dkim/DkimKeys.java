package io.postern.core.dkim;

import io.postern.core.audit.AuditEvent;
import io.postern.core.dkim.DkimKey.State;
import io.postern.core.model.DomainName;
import io.postern.core.queue.Waiting;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.DkimStore;
import io.postern.core.store.DkimStore.Row;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The register of DKIM keys. Every change is an audit event. Blocking; safe for use by many
 * threads.
 */
public final class DkimKeys {
  /** RFC 6376 3.1, as one label of the DNS. */
  private static final Pattern SELECTOR = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern DOMAIN =
      Pattern.compile("(?=.{1,200}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z0-9-]{2,63}");

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Database database;
  private final Vault vault;
  private final InstantSource clock;

  public DkimKeys(Database database, Vault vault, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.clock = clock;
  }

  /** Every key, by domain, the oldest first. */
  public List<DkimKey> list() {
    return database.read(DkimStore::all).stream().map(DkimKeys::key).toList();
  }

  /** The keys of a domain, the oldest first. */
  public List<DkimKey> of(String domain) {
    String name = normal(domain);
    return list().stream().filter(k -> k.domain().equals(name)).toList();
  }

  /**
   * Makes a key, which does not sign yet.
   *
   * @param selector empty for one made of algorithm and day
   * @param by who wants it, for the audit trail
   * @throws IllegalArgumentException where domain or selector are no such names, or the selector
   *     was used before
   */
  public DkimKey create(
      String domain, Optional<String> selector, DkimAlgorithm algorithm, String by) {
    String name = normal(domain);
    String label = selector.map(DkimKeys::checked).orElseGet(() -> freeSelector(name, algorithm));
    Row row = newRow(name, label, algorithm);
    Waiting.forCommit(
        database.write(tx -> {
          if (DkimStore.find(tx, name, label).isPresent()) {
            throw new IllegalArgumentException("the selector " + label + " was used before");
          }
          DkimStore.insert(tx, row);
          tx.audit(changed("created", row, by));
          return Boolean.TRUE;
        }));
    return key(row);
  }

  /**
   * From now on the key signs in the place of the one of its domain and algorithm before, which is
   * retired. Whether it is published is for the caller to see.
   *
   * @throws IllegalArgumentException where it is not pending
   */
  public void activate(DkimKey key, String by) {
    Waiting.forCommit(
        database.write(tx -> {
          Row row = existing(tx, key.domain(), key.selector());
          if (!row.state().equals(State.PENDING.label())) {
            throw new IllegalArgumentException(key.selector() + " is " + row.state());
          }
          for (Row other : DkimStore.all(tx)) {
            if (replaces(row, other)) {
              retire(tx, other, by);
            }
          }
          DkimStore.activate(tx, row.domain(), row.selector());
          tx.audit(changed("activated", row, by));
          return Boolean.TRUE;
        }));
  }

  private static boolean replaces(Row row, Row other) {
    return other.domain().equals(row.domain())
        && other.algorithm().equals(row.algorithm())
        && other.state().equals(State.ACTIVE.label());
  }

  /**
   * Ends a key for good and destroys its private half. Its record should stay in the DNS until the
   * mail that it signed has arrived.
   *
   * @throws IllegalArgumentException where there is no such key
   */
  public DkimKey retire(String domain, String selector, String by) {
    String name = normal(domain);
    Row retired =
        Waiting.forCommit(
            database.write(tx -> {
              retire(tx, existing(tx, name, selector), by);
              return existing(tx, name, selector);
            }));
    return key(retired);
  }

  private static void retire(Tx tx, Row row, String by) throws SQLException {
    if (!row.state().equals(State.RETIRED.label())) {
      DkimStore.retire(tx, row.domain(), row.selector());
      tx.audit(changed("retired", row, by));
    }
  }

  private static Row existing(Tx tx, String domain, String selector) throws SQLException {
    return DkimStore.find(tx, domain, selector)
        .orElseThrow(
            () -> new IllegalArgumentException("there is no key " + selector + " for " + domain));
  }

  /** Those that sign now, opened one by one: a damaged row is no other domain's concern. */
  KeyRing active() {
    List<DkimSigner> opened = new ArrayList<>();
    Map<String, String> closed = new HashMap<>();
    for (Row row : database.read(DkimStore::all)) {
      if (row.state().equals(State.ACTIVE.label())) {
        try {
          opened.add(signer(row));
        } catch (StoreException e) {
          closed.put(row.domain(), row.selector() + ": " + e.getMessage());
        }
      }
    }
    return new KeyRing(opened.stream().collect(Collectors.groupingBy(DkimSigner::domain)), closed);
  }

  private DkimSigner signer(Row row) {
    byte[] sealed = row.sealedPrivate();
    if (sealed == null) {
      throw new StoreException("an active DKIM key without its private half");
    }
    byte[] secret = vault.openSecret(sealed, context(row.domain(), row.selector()));
    try {
      DkimAlgorithm algorithm = DkimAlgorithm.of(row.algorithm());
      return new DkimSigner(row.domain(), row.selector(), algorithm, algorithm.privateKey(secret));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new StoreException("a DKIM key of the store cannot be read", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private Row newRow(String domain, String selector, DkimAlgorithm algorithm) {
    KeyPair pair = algorithm.generate();
    byte[] secret = pair.getPrivate().getEncoded();
    byte[] sealed = vault.sealSecret(secret, context(domain, selector));
    Arrays.fill(secret, (byte) 0);
    return new Row(
        domain,
        selector,
        algorithm.label(),
        State.PENDING.label(),
        algorithm.publicText(pair.getPublic()),
        sealed,
        clock.instant().toEpochMilli(),
        null,
        null);
  }

  /** As in {@code rsa-20261121}, and {@code rsa-20261121-2} for the second of a day. */
  private String freeSelector(String domain, DkimAlgorithm algorithm) {
    Set<String> used = of(domain).stream().map(DkimKey::selector).collect(Collectors.toSet());
    String base = algorithm.label() + "-" + DAY.format(clock.instant());
    String free = base;
    for (int n = 2; used.contains(free); n++) {
      free = base + "-" + n;
    }
    return free;
  }

  private static DkimKey key(Row row) {
    return new DkimKey(
        row.domain(),
        row.selector(),
        DkimAlgorithm.of(row.algorithm()),
        State.of(row.state()),
        row.publicKey(),
        Instant.ofEpochMilli(row.createdAt()),
        Optional.ofNullable(row.activatedAt()).map(Instant::ofEpochMilli),
        Optional.ofNullable(row.retiredAt()).map(Instant::ofEpochMilli));
  }

  private static AuditEvent changed(String change, Row row, String by) {
    return new AuditEvent.KeyChanged(
        change,
        "dkim " + row.algorithm(),
        row.selector() + "._domainkey." + row.domain(),
        fingerprint(row.publicKey()),
        by);
  }

  /** SHA-256 in hex over the key as it is published. */
  private static String fingerprint(String publicKey) {
    try {
      byte[] key = Base64.getDecoder().decode(publicKey);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static String normal(String domain) {
    return DomainName.toAscii(domain.strip())
        .filter(d -> DOMAIN.matcher(d).matches())
        .orElseThrow(() -> new IllegalArgumentException("not a domain: " + domain));
  }

  private static String checked(String selector) {
    String label = selector.toLowerCase(Locale.ROOT);
    if (!SELECTOR.matcher(label).matches()) {
      throw new IllegalArgumentException(
          "a selector has letters, digits and hyphens, at most 63: " + selector);
    }
    return label;
  }

  /** Ties a sealed private half to its row, so that two cannot be swapped. */
  private static String context(String domain, String selector) {
    return "dkim:" + domain + ":" + selector;
  }
}
