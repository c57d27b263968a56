package io.postern.core.store;

import io.postern.core.model.MessageId;

/**
 * Tells one lease from every other, without what it carries.
 *
 * @param number which delivery of the message, from 0
 * @param token of the lease
 */
public record LeaseKey(MessageId message, int number, long token) {
  public static LeaseKey of(Lease lease) {
    return new LeaseKey(lease.message(), lease.number(), lease.token());
  }
}
