package io.postern.core.tlsrpt;

import io.postern.config.Json;
import io.postern.core.port.Meters;
import io.postern.core.queue.Waiting;
import io.postern.core.store.Database;
import io.postern.core.store.StoreException;
import io.postern.core.store.TlsSessionStore;
import io.postern.core.store.TlsSessionStore.Row;
import io.postern.core.tlsrpt.TlsReport.Failure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts sessions by day, domain, policy and failure: in memory, and from there into the store
 * whenever somebody says so. A crash loses what was counted since. Receivers choose how many
 * different things there are to count, so all of it is bounded. Safe for use by many threads.
 */
public final class SessionTally implements SessionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SessionTally.class);

  /** Different results in memory. */
  private static final int MOST = 10_000;

  /** In one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 200;

  private record Key(LocalDate day, SessionResult result) {}

  private final Database database;
  private final Meters meters;
  private final InstantSource clock;
  private final Map<Key, Long> counts = new HashMap<>();

  public SessionTally(Database database, Meters meters, InstantSource clock) {
    this.database = database;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public void seen(SessionResult result) {
    String outcome = result.failure().map(Failure::result).orElse("success");
    meters.count(
        "postern_tls_sessions", "policy", result.policy().type().label(), "result", outcome);
    add(new Key(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), result), 1);
  }

  private void add(Key key, long sessions) {
    synchronized (counts) {
      if (counts.size() < MOST || counts.containsKey(key)) {
        counts.merge(key, sessions, Long::sum);
      }
    }
  }

  /** Puts what was counted into the store, blocking; what the store does not take stays. */
  public void flush() {
    List<Map.Entry<Key, Long>> all = taken();
    // In the same order on all nodes, so that none waits for a row of another that waits for it.
    all.sort(Comparator.comparing(e -> e.getKey().toString()));
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      store(all.subList(i, Math.min(all.size(), i + AT_ONCE)));
    }
  }

  private List<Map.Entry<Key, Long>> taken() {
    synchronized (counts) {
      List<Map.Entry<Key, Long>> all = new ArrayList<>();
      counts.forEach((key, sessions) -> all.add(Map.entry(key, sessions)));
      counts.clear();
      return all;
    }
  }

  private void store(List<Map.Entry<Key, Long>> counted) {
    List<Row> rows = counted.stream().map(e -> row(e.getKey(), e.getValue())).toList();
    try {
      Waiting.forCommit(
          database.write(tx -> {
            TlsSessionStore.add(tx, rows);
            return Boolean.TRUE;
          }));
    } catch (StoreException e) {
      LOG.warn("counts of TLS sessions are kept in memory: {}", e.getMessage());
      counted.forEach(c -> add(c.getKey(), c.getValue()));
    }
  }

  private static Row row(Key key, long sessions) {
    SessionResult result = key.result();
    String policy = Json.write(result.policy());
    String failure = result.failure().map(Json::write).orElse("");
    return new Row(
        key.day().toEpochDay(),
        result.domain(),
        digest(policy + '\n' + failure),
        policy,
        failure,
        sessions);
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
