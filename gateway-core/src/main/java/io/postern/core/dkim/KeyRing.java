package io.postern.core.dkim;

import io.postern.core.store.StoreException;
import java.util.List;
import java.util.Map;

/**
 * The keys that sign now.
 *
 * @param opened by domain
 * @param closed domains with an active key that does not open, and why
 */
record KeyRing(Map<String, List<DkimSigner>> opened, Map<String, String> closed) {
  static final KeyRing EMPTY = new KeyRing(Map.of(), Map.of());

  KeyRing {
    opened = Map.copyOf(opened);
    closed = Map.copyOf(closed);
  }

  boolean isEmpty() {
    return opened.isEmpty() && closed.isEmpty();
  }

  boolean knows(String domain) {
    return opened.containsKey(domain) || closed.containsKey(domain);
  }

  /**
   * @throws StoreException where one of the domain does not open: signed by the others alone, mail
   *     would be refused by receivers that know that one's kind only
   */
  List<DkimSigner> of(String domain) {
    if (closed.containsKey(domain)) {
      throw new StoreException("a DKIM key of " + domain + " does not open");
    }
    return opened.getOrDefault(domain, List.of());
  }
}
