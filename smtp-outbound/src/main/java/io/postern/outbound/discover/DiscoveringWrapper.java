package io.postern.outbound.discover;

import io.postern.core.keys.KeyKind;
import io.postern.core.model.Envelope;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import io.postern.outbound.protect.NotProtectableException;
import io.postern.outbound.protect.Outside;
import io.postern.outbound.protect.Wrapped;
import io.postern.outbound.protect.Wrapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A wrapper before which the recipient's key is looked for, where the directory has none. What the
 * search came to stands in the proof of the delivery, or in the reason why there is none.
 */
public final class DiscoveringWrapper implements Wrapper {
  private final Wrapper wrapper;
  private final KeyKind kind;
  private final Discovery discovery;

  public DiscoveringWrapper(Wrapper wrapper, KeyKind kind, Discovery discovery) {
    this.wrapper = wrapper;
    this.kind = kind;
    this.discovery = discovery;
  }

  @Override
  public Wrapped wrap(Envelope envelope, Recipient recipient, Content content, Outside outside)
      throws NotProtectableException, IOException {
    Search search = discovery.ensure(kind, recipient.mailbox());
    Map<String, String> origin = discovery.origin(kind, recipient.mailbox());
    try {
      Wrapped wrapped = wrapper.wrap(envelope, recipient, content, outside);
      Map<String, String> details = new HashMap<>(wrapped.details());
      details.putAll(origin);
      return new Wrapped(wrapped.content(), details, wrapped.cleanup());
    } catch (NotProtectableException e) {
      String log = search.summary();
      throw log.isEmpty()
          ? e
          : new NotProtectableException(e.getMessage() + "; " + log, e.passing());
    }
  }
}
