package io.postern.outbound.discover;

import io.postern.core.wire.TrustedAuthorities;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS to directories: which authorities may vouch for them. Safe for use by many threads. */
public final class LdapTls {
  private final SSLSocketFactory sockets;

  /**
   * @throws IOException where TLS cannot be set up on this machine
   */
  public LdapTls(TrustedAuthorities authorities) throws IOException {
    try {
      KeyStore roots = KeyStore.getInstance("PKCS12");
      roots.load(null, null);
      int number = 0;
      for (X509Certificate root : authorities.certificates()) {
        roots.setCertificateEntry("root" + number++, root);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      this.sockets = context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS to directories cannot be set up", e);
    }
  }

  SSLSocketFactory sockets() {
    return sockets;
  }
}
