package io.postern.web.portal;

import io.postern.config.settings.PortalSettings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.port.Pickup;
import io.postern.core.store.Database;
import io.postern.core.store.PortalStore;
import io.postern.core.store.PortalStore.Item;
import io.postern.core.store.PortalStore.State;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionException;

/** Makes messages readable in the portal. Safe for use by many threads. */
public final class PortalOffers implements Pickup {
  private final Database database;
  private final PortalKeys keys;
  private final String url;
  private final InstantSource clock;

  public PortalOffers(
      PortalSettings settings, Database database, PortalKeys keys, InstantSource clock) {
    this.database = database;
    this.keys = keys;
    this.url = PortalUrl.of(settings).base();
    this.clock = clock;
  }

  @Override
  public Offer offer(MessageId message, Recipient recipient, Terms terms) throws IOException {
    String address = recipient.mailbox().address();
    String locator = keys.locator(message, address);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Item wanted =
        new Item(
            PortalKeys.hash(locator),
            message,
            address,
            keys.reference(message, address),
            State.OFFERED,
            terms.mayReply(),
            now,
            now.plus(terms.expiry()),
            terms.rewriting());
    try {
      Item item = database.write(tx -> insertOrFind(tx, wanted)).join();
      return new Offer(item.reference(), url + "/m/" + locator, item.expiresAt());
    } catch (CompletionException | StoreException e) {
      throw new IOException("the portal item could not be stored", e);
    }
  }

  private static Item insertOrFind(Tx tx, Item wanted) throws SQLException {
    if (PortalStore.insert(tx, wanted)) {
      return offered(tx, wanted);
    }
    Item found =
        PortalStore.find(tx, wanted.message(), wanted.recipient())
            .orElseThrow(() -> new SQLException("portal item neither inserted nor found"));
    if (found.readable(wanted.createdAt())) {
      return found;
    }
    // An earlier offer ran out before its notice was on its way: a dead link would lose the letter.
    PortalStore.renew(tx, wanted);
    return offered(tx, wanted);
  }

  private static Item offered(Tx tx, Item item) throws SQLException {
    tx.audit(
        new AuditEvent.Offered(
            item.message(), item.recipient(), item.reference(), item.expiresAt()));
    return item;
  }
}
