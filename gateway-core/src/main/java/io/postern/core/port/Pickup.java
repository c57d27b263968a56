package io.postern.core.port;

import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.Rewriting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Makes a stored message readable in the portal. Safe for use by many threads. */
public interface Pickup {
  /**
   * A readable item.
   *
   * @param reference a short public name of the item, shown in notices and in the portal so that
   *     people can compare
   * @param link the locator URL; it finds the item and opens nothing
   */
  record Offer(String reference, String link, Instant expiresAt) {}

  /**
   * How an item is read.
   *
   * @param expiry how long, from now on
   * @param mayReply whether its recipient may answer in the portal
   * @param rewriting what policy wants changed in the copy that is read
   */
  record Terms(Duration expiry, boolean mayReply, Rewriting rewriting) {}

  /**
   * Durable when it returns, and keeps the message's content until it expires. Offering the same
   * message to the same recipient again gives the same item.
   *
   * @throws IOException where the store cannot take it
   */
  Offer offer(MessageId message, Recipient recipient, Terms terms) throws IOException;
}
