package io.postern.core.sts;

import io.postern.core.port.StsPolicies;
import io.postern.core.store.Database;
import io.postern.core.store.StsStore;
import io.postern.core.store.Work;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies in the store. Changes are written by the store's writer in its own time; where it
 * cannot, the policy is fetched again some day. Safe for use by many threads.
 */
public final class StoredStsPolicies implements StsPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(StoredStsPolicies.class);

  private final Database database;

  public StoredStsPolicies(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Kept> of(String domain) {
    return database.read(c -> StsStore.of(c, domain)).stream().findFirst();
  }

  @Override
  public void keep(Kept policy) {
    change(tx -> {
      StsStore.keep(tx, policy);
      return Boolean.TRUE;
    });
  }

  @Override
  public void used(String domain, Instant when) {
    change(tx -> {
      StsStore.used(tx, domain, when);
      return Boolean.TRUE;
    });
  }

  @Override
  public List<Kept> due(Instant fetchedBefore, Instant usedAfter, int most) {
    return database.read(c -> StsStore.due(c, fetchedBefore, usedAfter, most));
  }

  @Override
  public void forget(Instant expiredBefore, Instant unusedSince) {
    change(tx -> StsStore.forget(tx, expiredBefore, unusedSince) >= 0);
  }

  private void change(Work<Boolean> work) {
    database.write(work).whenComplete((_, failure) -> complain(failure));
  }

  private static void complain(@Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("an MTA-STS policy was not kept: {}", failure.toString());
    }
  }
}
