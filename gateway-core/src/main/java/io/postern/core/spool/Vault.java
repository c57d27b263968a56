package io.postern.core.spool;

import io.postern.core.model.MessageId;
import io.postern.core.seal.DamagedException;
import io.postern.core.seal.DataKey;
import io.postern.core.seal.KeyWrap;
import io.postern.core.seal.RootKey;
import io.postern.core.store.ContentRows.SealedRow;
import io.postern.core.store.Database;
import io.postern.core.store.KekRows;
import io.postern.core.store.KekRows.WrappedKek;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import io.postern.core.store.Work;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The key-encryption keys: one epoch a month, each wrapped by the root key in the store, the newest
 * one in use. They wrap the data keys of messages. Thread-safe.
 */
public final class Vault {
  /**
   * With random nonces of 96 bits one key may wrap 2^32 times (NIST SP 800-38D 8.3); a month keeps
   * below that up to 1,600 messages a second.
   */
  private static final Duration EPOCH = Duration.ofDays(30);

  private final Database database;
  private final KeyWrap root;
  private final InstantSource clock;
  private final Map<Long, KeyWrap> epochs = new ConcurrentHashMap<>();
  private volatile long current;

  private Vault(Database database, KeyWrap root, InstantSource clock) {
    this.database = database;
    this.root = root;
    this.clock = clock;
  }

  /**
   * Opens every key-encryption key, and makes the first one, or the next where the newest is over
   * 30 days old.
   *
   * @throws StoreException where the root key is not the one that wrapped them
   */
  public static Vault open(Database database, RootKey root, InstantSource clock) {
    Vault vault = new Vault(database, new KeyWrap(root.derive("postern kek 1", "AES")), clock);
    List<WrappedKek> stored = database.read(KekRows::all);
    stored.forEach(vault::load);
    vault.rotateIfDue();
    return vault;
  }

  private KeyWrap load(WrappedKek kek) {
    try (DataKey key = root.unwrap(kek.wrapped(), kekContext(kek.id()))) {
      KeyWrap epoch = KeyWrap.under(key);
      epochs.put(kek.id(), epoch);
      current = Math.max(current, kek.id());
      return epoch;
    } catch (DamagedException e) {
      throw new StoreException(
          "the root key does not open key-encryption key " + kek.id() + " of this store", e);
    }
  }

  private static String kekContext(long id) {
    return "kek " + id;
  }

  /**
   * Begins a new epoch where there is none, or the newest is over 30 days old. Of several nodes
   * that find it due at once one makes it, the others take it over.
   *
   * @throws StoreException where the store cannot take it
   */
  public void rotateIfDue() {
    List<WrappedKek> stored = database.read(KekRows::all);
    if (due(stored)) {
      insert(this::insertIfDue);
    } else {
      take(stored.getLast());
    }
  }

  private boolean due(List<WrappedKek> stored) {
    Instant limit = clock.instant().minus(EPOCH);
    return stored.isEmpty() || stored.getLast().createdAt().isBefore(limit);
  }

  private WrappedKek insertIfDue(Tx tx) throws SQLException {
    List<WrappedKek> stored = KekRows.all(tx);
    return due(stored) ? insertNext(tx) : stored.getLast();
  }

  private void take(WrappedKek kek) {
    if (!epochs.containsKey(kek.id())) {
      load(kek);
    }
  }

  /**
   * Begins a new epoch; what older ones wrapped stays readable. Blocks until it is durable.
   *
   * @throws StoreException where the store cannot take it
   */
  public void rotate() {
    insert(this::insertNext);
  }

  private void insert(Work<WrappedKek> work) {
    try {
      load(database.write(work).join());
    } catch (CompletionException e) {
      throw new StoreException("a new key-encryption key cannot be stored", e);
    }
  }

  private WrappedKek insertNext(Tx tx) throws SQLException {
    List<WrappedKek> stored = KekRows.all(tx);
    long id = stored.isEmpty() ? 1 : stored.getLast().id() + 1;
    try (DataKey key = DataKey.random()) {
      WrappedKek kek = new WrappedKek(id, clock.instant(), root.wrap(key, kekContext(id)));
      KekRows.insert(tx, kek);
      return kek;
    }
  }

  /**
   * Seals a secret of the gateway itself, as a private key, under a data key of its own.
   *
   * @param context whose secret it is: it opens for no other context
   */
  public byte[] sealSecret(byte[] secret, String context) {
    long kek = current;
    try (DataKey key = DataKey.random()) {
      return SealedSecret.seal(kek, epoch(kek), key, secret, secretContext(context));
    }
  }

  /**
   * @throws StoreException where it does not open: it was changed, or belongs to another context
   */
  public byte[] openSecret(byte[] sealed, String context) {
    try {
      return SealedSecret.open(sealed, this::epoch, secretContext(context));
    } catch (DamagedException e) {
      throw new StoreException("a sealed secret does not open", e);
    }
  }

  private static String secretContext(String context) {
    return "secret " + context;
  }

  /** The row that makes a message readable, with its data key wrapped. */
  SealedRow wrap(MessageId id, DataKey key, long size, String digest) {
    long kek = current;
    byte[] wrapped = epoch(kek).wrap(key, dekContext(id, size, digest));
    return new SealedRow(kek, wrapped, size, digest);
  }

  /**
   * @throws DamagedException where the row is not as it was written, or belongs to another message
   */
  DataKey unwrap(MessageId id, SealedRow row) throws DamagedException {
    return epoch(row.kek()).unwrap(row.dek(), dekContext(id, row.size(), row.digest()));
  }

  /** Size and digest too, so that nobody changes them unseen. */
  private static String dekContext(MessageId id, long size, String digest) {
    return "dek " + id + " " + size + " " + digest;
  }

  /** One that this process does not know yet was made by another node. */
  private KeyWrap epoch(long id) {
    KeyWrap known = epochs.get(id);
    return known != null ? known : loadNew(id);
  }

  private KeyWrap loadNew(long id) {
    return database.read(KekRows::all).stream()
        .filter(kek -> kek.id() == id)
        .findFirst()
        .map(this::load)
        .orElseThrow(() -> new StoreException("key-encryption key " + id + " is not there"));
  }
}
