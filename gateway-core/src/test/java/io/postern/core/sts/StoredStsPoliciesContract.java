package io.postern.core.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings;
import io.postern.core.port.StsPolicies.Kept;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of policies, on every engine. */
abstract class StoredStsPoliciesContract {
  private static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

  @TempDir Path directory;
  private SqlDatabase database;
  private StoredStsPolicies policies;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = Stores.open(settings(), directory);
    policies = new StoredStsPolicies(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Kept policy(String domain, String id, Duration after) {
    Instant fetched = START.plus(after);
    return new Kept(
        domain, id, "version: STSv1\r\n", fetched, fetched.plus(Duration.ofDays(7)), fetched);
  }

  private void keep(Kept policy) {
    policies.keep(policy);
    await().until(() -> policies.of(policy.domain()).equals(Optional.of(policy)));
  }

  @Test
  void keep_twice_theSecondCounts() {
    keep(policy("a.example", "1", Duration.ZERO));
    keep(policy("a.example", "2", Duration.ofHours(1)));
    assertThat(policies.of("b.example")).isEmpty();
  }

  @Test
  void due_fetchedLongAgoAndUsed_oldestFirst() {
    keep(policy("new.example", "1", Duration.ofHours(30)));
    keep(policy("old.example", "1", Duration.ofHours(1)));
    keep(policy("older.example", "1", Duration.ZERO));
    Instant day = START.plus(Duration.ofDays(1));
    assertThat(policies.due(day, START.minusSeconds(1), 10))
        .extracting(Kept::domain)
        .containsExactly("older.example", "old.example");
    assertThat(policies.due(day, START.plusSeconds(1), 10))
        .extracting(Kept::domain)
        .containsExactly("old.example");
    assertThat(policies.due(day, START.minusSeconds(1), 1)).hasSize(1);
  }

  @Test
  void used_thenForget_onlyTheUnusedAndExpiredGo() {
    keep(policy("used.example", "1", Duration.ZERO));
    keep(policy("unused.example", "1", Duration.ZERO));
    policies.used("used.example", START.plusSeconds(60));
    policies.forget(START, START.plusSeconds(30));
    await().until(() -> policies.of("unused.example").isEmpty());
    assertThat(policies.of("used.example")).isPresent();
    policies.forget(START.plus(Duration.ofDays(8)), START);
    await().until(() -> policies.of("used.example").isEmpty());
  }
}
