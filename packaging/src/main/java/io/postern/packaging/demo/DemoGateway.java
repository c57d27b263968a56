package io.postern.packaging.demo;

import io.postern.core.audit.AuditEvent;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.model.MessageId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A running gateway as the demo sees it: a port, a key directory and the records. */
public interface DemoGateway extends AutoCloseable {
  /** Where upstreams connect. */
  InetSocketAddress listener();

  /** The keys of recipients. */
  KeyDirectory keys();

  /** What happened to one message, oldest first. */
  List<AuditEvent> story(MessageId id);

  @Override
  void close() throws IOException;

  /** Starts a gateway from its home. */
  @FunctionalInterface
  interface Starter {
    DemoGateway start(Path home) throws IOException;
  }
}
