package io.postern.packaging;

import io.postern.config.settings.SettingsLoader;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.model.MessageId;
import io.postern.packaging.demo.DemoGateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The real gateway for the demo: nothing in it knows that it is one. */
public record LiveGateway(Gateway gateway) implements DemoGateway {
  /** Starts it from a home. */
  public static DemoGateway start(Path home) throws IOException {
    try {
      return new LiveGateway(Wiring.start(home, SettingsLoader.load(home), InstantSource.system()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the demo's keys or certificates cannot be used", e);
    }
  }

  @Override
  public InetSocketAddress listener() {
    return gateway.addresses().getFirst();
  }

  @Override
  public KeyDirectory keys() {
    return gateway.stores().keys();
  }

  @Override
  public List<AuditEvent> story(MessageId id) {
    return gateway.stores().audit().ofMessage(id).stream()
        .map(AuditLink::event)
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
