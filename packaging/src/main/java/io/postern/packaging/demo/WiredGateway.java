package io.postern.packaging.demo;

import io.postern.config.settings.SettingsLoader;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.model.MessageId;
import io.postern.packaging.Gateway;
import io.postern.packaging.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The product itself on the demo's stage. */
public record WiredGateway(Gateway gateway) implements DemoGateway {
  /** Starts it as {@code postern run} does. */
  public static DemoGateway start(Path home) throws IOException {
    try {
      return new WiredGateway(
          Wiring.start(home, SettingsLoader.load(home), InstantSource.system()));
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate or key of the home cannot be used", e);
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
