package io.postern.packaging.demo;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Sends every message through a running gateway and waits until each recipient's story has ended.
 * For one thread.
 */
final class DemoRun {
  private static final Pattern ID = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final DemoWorld world;
  private final DemoHome home;
  private final InetSocketAddress listener;
  private final Function<MessageId, List<AuditEvent>> audit;

  /**
   * @param listener the gateway's port, with STARTTLS
   * @param audit a message's events, oldest first
   */
  DemoRun(
      DemoWorld world,
      DemoHome home,
      InetSocketAddress listener,
      Function<MessageId, List<AuditEvent>> audit) {
    this.world = world;
    this.home = home;
    this.listener = listener;
    this.audit = audit;
  }

  /**
   * Runs it all.
   *
   * @param work an empty directory, short enough for gpg's socket
   * @throws IOException where the gateway does not take a message
   */
  DemoReport run(List<DemoMessage> messages, Path work) throws IOException {
    long start = System.nanoTime();
    Map<DemoMessage, MessageId> ids = submit(messages);
    try (Decryption decryption = new Decryption(work, world.keys())) {
      Evidence evidence = new Evidence(world.receivers(), decryption, home.portalUrl());
      List<DemoRow> rows = rows(ids, evidence);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new DemoReport(rows, Leaks.find(messages, world.receivers()), seconds);
    }
  }

  private Map<DemoMessage, MessageId> submit(List<DemoMessage> messages) throws IOException {
    Map<DemoMessage, MessageId> ids = new LinkedHashMap<>();
    try (DemoClient client = DemoClient.secured(listener, trust())) {
      for (DemoMessage message : messages) {
        Matcher reply =
            ID.matcher(client.send(message.from(), message.to(), withSecret(message.content())));
        if (!reply.find()) {
          throw new IOException("the gateway's reply names no message id");
        }
        ids.put(message, new MessageId(reply.group()));
      }
    }
    return ids;
  }

  private byte[] withSecret(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((home.secretHeader() + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(content);
    return out.toByteArray();
  }

  private SSLContext trust() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setCertificateEntry("authority", world.authority().certificate());
      TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the platform cannot make a TLS context", e);
    }
  }

  private List<DemoRow> rows(Map<DemoMessage, MessageId> ids, Evidence evidence)
      throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<DemoRow> rows = new ArrayList<>();
    for (Map.Entry<DemoMessage, MessageId> entry : ids.entrySet()) {
      for (String recipient : entry.getKey().to()) {
        rows.add(row(entry.getKey(), entry.getValue(), recipient, evidence, deadline));
      }
    }
    return rows;
  }

  /** Waits for the end of the story, and for the notice or message to be at the receiver. */
  private DemoRow row(
      DemoMessage message, MessageId id, String recipient, Evidence evidence, long deadline)
      throws IOException {
    while (true) {
      Story story = new Story(audit.apply(id), recipient);
      if (story.ended() || System.nanoTime() > deadline) {
        Evidence.Finding finding = evidence.check(message, story);
        if (finding.good() || System.nanoTime() > deadline || story.delivered().isEmpty()) {
          return row(message, id, story, finding);
        }
      }
      glance();
    }
  }

  private static void glance() throws IOException {
    try {
      Thread.sleep(GLANCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static DemoRow row(
      DemoMessage message, MessageId id, Story story, Evidence.Finding finding) {
    String expected = message.expected(story.recipient());
    boolean asDemanded = expected.equals(story.protection());
    return new DemoRow(
        message.name(),
        story.recipient(),
        id.value(),
        story.verdict(),
        story.rule(),
        expected,
        story.protection(),
        story.fellBack(),
        story.tlsFacts(),
        story.outcome(),
        asDemanded ? finding.text() : expected + " was demanded; " + finding.text(),
        asDemanded && finding.good(),
        finding.link());
  }
}
