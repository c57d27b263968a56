package io.postern.core.port;

import io.postern.core.model.Mailbox;
import java.time.Instant;

/**
 * Which recipients agreed to what, as a patient may choose plain e-mail (45 CFR 164.522(b),
 * 164.524(c)). Safe for use by many threads; quick, since policy asks for each recipient.
 */
@FunctionalInterface
public interface Consents {
  /** Nobody agreed to anything. */
  Consents NONE = (recipient, scope, at) -> false;

  /**
   * Whether the recipient's consent is in force: recorded, not expired, not withdrawn.
   *
   * @param scope what the consent is for, as in {@code plain_email}
   * @throws RuntimeException where it cannot be told; the message is then held
   */
  boolean covers(Mailbox recipient, String scope, Instant at);
}
