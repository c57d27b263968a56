package io.postern.policy.rules;

import io.postern.core.model.Mailbox;
import io.postern.core.port.Consents;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Consents that a test states, by the recipient's address. For one thread. */
final class StatedConsents implements Consents {
  private Map<String, List<String>> scopes = Map.of();

  void state(Map<String, List<String>> stated) {
    scopes = new HashMap<>();
    stated.forEach((address, given) -> scopes.put(TestChecks.spelt(address), given));
  }

  @Override
  public boolean covers(Mailbox recipient, String scope, Instant at) {
    return scopes.getOrDefault(recipient.address(), List.of()).contains(scope);
  }
}
