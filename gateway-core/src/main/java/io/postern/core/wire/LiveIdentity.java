package io.postern.core.wire;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.port.Meters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's identity that follows its files: after a renewal new handshakes show the new
 * certificate, running sessions stay as they are. Files that cannot be used, such as a certificate
 * whose key is not yet there, change nothing and are complained of. Safe for use by many threads.
 */
public final class LiveIdentity implements TlsEngines.Server {
  /** What is in force: one object, so that a handshake never sees half of a change. */
  private record Current(TlsEngines.Server engines, ExpiryAlarm expiry) {}

  private static final Logger LOG = LoggerFactory.getLogger(LiveIdentity.class);

  private final String owner;
  private final IdentityFiles files;
  private final TlsEngine engine;
  private final InstantSource clock;
  private final Meters meters;
  private byte[] seen;
  private volatile Current current;

  /**
   * Reads the files.
   *
   * @param owner the listener's name, for log and meters
   * @throws GeneralSecurityException where they cannot be used with this engine
   * @throws IllegalArgumentException where the key is not the leaf's
   */
  public LiveIdentity(
      String owner, IdentityFiles files, TlsEngine engine, InstantSource clock, Meters meters)
      throws IOException, GeneralSecurityException {
    this.owner = owner;
    this.files = files;
    this.engine = engine;
    this.clock = clock;
    this.meters = meters;
    this.seen = digest();
    this.current = load();
    meters.gauge(
        "postern_tls_certificate_expiry_seconds",
        () -> current.expiry().left().toSeconds(),
        "listener",
        owner);
    current.expiry().look();
  }

  @Override
  public SSLEngine newEngine() {
    return current.engines().newEngine();
  }

  /**
   * Looks at the files, takes over what has changed, and alarms where the certificate ends soon.
   * Called now and then; never throws.
   */
  public synchronized void look() {
    try {
      byte[] now = digest();
      if (!Arrays.equals(now, seen)) {
        // Remembered before it is used, so that a bad file is complained of once.
        seen = now;
        current = load();
        count("ok");
        LOG.info("{}: new certificate, valid until {}", owner, current.expiry().end());
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      count("failed");
      LOG.atError()
          .addKeyValue("alarm", "CERTIFICATE")
          .log(
              "{}: the changed certificate cannot be used, the old one stays until {}: {}",
              owner,
              current.expiry().end(),
              e.getMessage());
    }
    current.expiry().look();
  }

  private Current load() throws IOException, GeneralSecurityException {
    TlsIdentity identity = files.read();
    TlsEngines.Server engines = TlsEngines.server(identity, engine);
    return new Current(engines, new ExpiryAlarm(owner, identity.chain().getFirst(), clock));
  }

  /** Of contents: a renewal may keep size and, within a second, time. */
  private byte[] digest() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files.files()) {
        byte[] content = Files.readAllBytes(file);
        // With its length, so that no octet can move from one file to the next unseen.
        digest.update(Integer.toString(content.length).getBytes(StandardCharsets.US_ASCII));
        digest.update(content);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void count(String outcome) {
    meters.count("postern_tls_certificate_reloads", "listener", owner, "outcome", outcome);
  }
}
