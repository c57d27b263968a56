package io.postern.packaging;

import io.postern.config.settings.Settings;
import io.postern.core.consent.ConsentRegister;
import io.postern.core.dkim.DkimKeys;
import io.postern.core.history.PolicyHistory;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.mode.ModeSwitch;
import io.postern.core.port.StsPolicies;
import io.postern.core.queue.HeldMail;
import io.postern.core.queue.MessageEnd;
import io.postern.core.queue.PortalKeeper;
import io.postern.core.queue.QueueAdmin;
import io.postern.core.queue.RetrySchedule;
import io.postern.core.seal.RootKey;
import io.postern.core.seal.RootKeySource;
import io.postern.core.sighting.SightingLog;
import io.postern.core.spool.Spool;
import io.postern.core.spool.Vault;
import io.postern.core.store.JudgedStore;
import io.postern.core.store.QueueStore;
import io.postern.core.store.ShadowStore;
import io.postern.core.store.SqlDatabase;
import io.postern.core.sts.StoredStsPolicies;
import io.postern.core.tlsrpt.ReceivedReports;
import io.postern.core.trail.AuditTrail;
import io.postern.outbound.discover.DiscoveryTerms;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Everything that lives in the store, opened: what the gateway and the operator's commands share. A
 * command may open it beside a running gateway.
 */
public record Stores(
    RootKey root,
    SqlDatabase database,
    Vault vault,
    Spool spool,
    QueueStore queue,
    MessageEnd end,
    RetrySchedule schedule,
    QueueAdmin admin,
    HeldMail held,
    KeyDirectory keys,
    DkimKeys dkim,
    AuditTrail audit,
    SightingLog sightings,
    JudgedStore judged,
    ShadowStore shadows,
    ConsentRegister consents,
    ModeSwitch modes,
    PolicyHistory history,
    StsPolicies policies,
    ReceivedReports tlsReports)
    implements AutoCloseable {

  /**
   * @throws io.postern.core.store.StoreException where the store cannot be opened
   * @throws io.postern.core.seal.RootKeyException where the root key is not to be had
   */
  public static Stores open(Path home, Settings settings, InstantSource clock) {
    Path data = home.resolve(settings.server().data());
    RootKey root = new RootKeySource(System.getenv()).read(settings.sealing(), home, data);
    SqlDatabase database =
        SqlDatabase.open(settings.storage(), data, settings.server().node(), root, clock);
    try {
      return open(settings, clock, root, database);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * The same, where there is a store with this version's schema: makes and migrates nothing.
   *
   * @throws io.postern.core.store.StoreException where it cannot be looked at or opened
   * @throws io.postern.core.seal.RootKeyException where the root key is not to be had
   */
  public static Optional<Stores> openExisting(Path home, Settings settings, InstantSource clock) {
    Path data = home.resolve(settings.server().data());
    return SqlDatabase.isCurrent(settings.storage(), data, settings.server().node())
        ? Optional.of(open(home, settings, clock))
        : Optional.empty();
  }

  private static Stores open(
      Settings settings, InstantSource clock, RootKey root, SqlDatabase database) {
    Vault vault = Vault.open(database, root, clock);
    Spool spool = new Spool(database, vault);
    QueueStore queue = new QueueStore(database);
    MessageEnd end = new MessageEnd(queue, spool, new PortalKeeper());
    RetrySchedule schedule =
        new RetrySchedule(settings.queue(), () -> ThreadLocalRandom.current().nextDouble());
    return new Stores(
        root,
        database,
        vault,
        spool,
        queue,
        end,
        schedule,
        new QueueAdmin(database, end),
        new HeldMail(database, spool, schedule),
        new KeyDirectory(
            database,
            vault,
            RecipientTrust.of(settings, clock),
            new DiscoveryTerms(settings.keys().discovery()),
            clock),
        new DkimKeys(database, vault, clock),
        new AuditTrail(database, root),
        new SightingLog(database),
        new JudgedStore(database),
        new ShadowStore(database),
        new ConsentRegister(database),
        new ModeSwitch(database, settings.policy(), clock),
        new PolicyHistory(database, vault, settings.server().node()),
        new StoredStsPolicies(database),
        new ReceivedReports(database, clock));
  }

  @Override
  public void close() {
    database.close();
  }
}
