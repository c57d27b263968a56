package io.postern.web.portal;

import io.postern.core.wire.ExpiryAlarm;
import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The portal's certificate follows its files: after a renewal new connections show the new one,
 * open ones stay as they are. Files that cannot be used, such as a certificate whose key is not yet
 * there, change nothing and raise an alarm. Safe for use by many threads.
 */
final class PortalCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(PortalCertificate.class);
  private static final String OWNER = "portal";

  private final Path chain;
  private final Path key;
  private final InstantSource clock;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private TlsIdentity current;
  private ExpiryAlarm expiry;
  private Optional<String> complaint = Optional.empty();

  /**
   * @throws IOException where the files cannot be read or used
   */
  PortalCertificate(Path chain, Path key, InstantSource clock) throws IOException {
    this.chain = chain;
    this.key = key;
    this.clock = clock;
    try {
      current = TlsIdentity.read(chain, key);
      context.setKeyStore(store(current));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("no usable certificate in " + chain + " or key in " + key, e);
    }
    context.setKeyStorePassword("");
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    // a browser that asks for another name still gets our certificate, and judges it itself
    context.setSniRequired(false);
    expiry = new ExpiryAlarm(OWNER, current.chain().getFirst(), clock);
  }

  SslContextFactory.Server context() {
    return context;
  }

  /** Looks at the files and takes over what has changed. Called now and then; never throws. */
  synchronized void look() {
    try {
      TlsIdentity now = TlsIdentity.read(chain, key);
      if (!now.equals(current)) {
        take(now);
      }
      complaint = Optional.empty();
    } catch (Exception e) {
      // Jetty declares no less; whatever it is, the old certificate goes on serving.
      complain(String.valueOf(e.getMessage()));
    }
    expiry.look();
  }

  private void take(TlsIdentity next) throws Exception {
    KeyStore store = store(next);
    context.reload(c -> c.setKeyStore(store));
    current = next;
    expiry = new ExpiryAlarm(OWNER, next.chain().getFirst(), clock);
    LOG.info("portal: new certificate, valid until {}", expiry.end());
  }

  private void complain(String why) {
    if (!complaint.equals(Optional.of(why))) {
      complaint = Optional.of(why);
      LOG.atError()
          .addKeyValue("alarm", "CERTIFICATE")
          .log(
              "portal: the changed certificate cannot be used, the old one stays until {}: {}",
              expiry.end(),
              why);
    }
  }

  /** In memory, with one entry and no password. */
  private static KeyStore store(TlsIdentity identity) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        OWNER, identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
    return store;
  }
}
