package io.postern.outbound.discover;

import io.postern.config.settings.LdapSettings;
import io.postern.config.settings.LdapSettings.Security;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.LimitExceededException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.SizeLimitExceededException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection to a directory, always under TLS with the server's name proved before anything
 * else is said. JNDI's conveniences are off: objects out of entries, referrals and aliases lead to
 * code and servers that the directory chooses. For one thread.
 */
// No object is asked for, so none is deserialised; and JNDI takes no other map than that one.
@SuppressWarnings({"BanJNDI", "JdkObsolete"})
final class LdapConnection implements AutoCloseable {
  private static final String BINARY = "userCertificate userSMIMECertificate";

  /** RFC 4523 2.1 and RFC 2798 2.8 want {@code ;binary}; not every server gives it. */
  private static final String[] CERTIFICATES = {
    "userCertificate;binary",
    "userCertificate",
    "userSMIMECertificate;binary",
    "userSMIMECertificate"
  };

  /** An address with more entries than this is nobody's. */
  private static final int MOST_ENTRIES = 4;

  private static final int MOST_VALUES = 32;

  /** A certificate with its extensions has a few KiB. */
  private static final int LARGEST_VALUE = 64 << 10;

  private final InitialLdapContext context;
  private final List<AutoCloseable> layers = new ArrayList<>();

  private LdapConnection(InitialLdapContext context) {
    this.context = context;
  }

  /**
   * Connects, proves the server and signs on.
   *
   * @throws NamingException where the directory does not want us or does not answer
   * @throws IOException where TLS cannot be had or the certificate is not accepted
   */
  static LdapConnection open(LdapSettings settings, SSLSocketFactory tls, Duration patience)
      throws NamingException, IOException {
    Hashtable<String, Object> environment = environment(settings, patience);
    boolean atOnce = settings.security() == Security.TLS;
    LdapSockets.Needs needs =
        new LdapSockets.Needs(Optional.of(tls).filter(_ -> atOnce), Deadline.in(patience));
    LdapConnection connection = new LdapConnection(connected(environment, needs));
    boolean ready = false;
    try {
      if (settings.security() == Security.STARTTLS) {
        connection.startTls(tls);
        connection.signOn(settings);
      }
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  private static Hashtable<String, Object> environment(LdapSettings settings, Duration patience) {
    boolean tls = settings.security() == Security.TLS;
    String millis = String.valueOf(Math.max(1, patience.toMillis()));
    Hashtable<String, Object> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
    environment.put(Context.PROVIDER_URL, (tls ? "ldaps://" : "ldap://") + settings.server());
    environment.put(Context.REFERRAL, "ignore");
    environment.put("java.naming.ldap.derefAliases", "never");
    environment.put("java.naming.ldap.version", "3");
    environment.put("java.naming.ldap.attributes.binary", BINARY);
    environment.put("com.sun.jndi.ldap.connect.timeout", millis);
    environment.put("com.sun.jndi.ldap.read.timeout", millis);
    environment.put("java.naming.ldap.factory.socket", LdapSockets.class.getName());
    if (tls) {
      signature(settings).forEach(environment::put);
    }
    return environment;
  }

  private static InitialLdapContext connected(
      Hashtable<String, Object> environment, LdapSockets.Needs needs) throws NamingException {
    return ScopedValue.where(LdapSockets.NEEDS, needs)
        .call(() -> new InitialLdapContext(environment, null));
  }

  /** Checks the certificate's name as well (RFC 4513 3.1.3). */
  private void startTls(SSLSocketFactory tls) throws NamingException, IOException {
    StartTlsResponse response = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
    layers.add(response::close);
    response.negotiate(tls);
  }

  /** A password goes nowhere before TLS. */
  private void signOn(LdapSettings settings) throws NamingException {
    for (Map.Entry<String, String> part : signature(settings).entrySet()) {
      context.addToEnvironment(part.getKey(), part.getValue());
    }
    context.reconnect(null);
  }

  private static Map<String, String> signature(LdapSettings settings) {
    return settings
        .user()
        .map(user ->
            Map.of(
                Context.SECURITY_AUTHENTICATION,
                "simple",
                Context.SECURITY_PRINCIPAL,
                user,
                Context.SECURITY_CREDENTIALS,
                settings.password().orElseThrow().reveal()))
        .orElseGet(() -> Map.of(Context.SECURITY_AUTHENTICATION, "none"));
  }

  /** The certificates of those whom a filter finds, each attribute value by itself. */
  List<byte[]> certificates(String base, String filter, Duration patience) throws NamingException {
    SearchControls controls =
        new SearchControls(
            SearchControls.SUBTREE_SCOPE,
            MOST_ENTRIES,
            (int) Math.max(1, patience.toMillis()),
            CERTIFICATES,
            false,
            false);
    List<byte[]> found = new ArrayList<>();
    NamingEnumeration<SearchResult> entries = context.search(new LdapName(base), filter, controls);
    try {
      for (int n = 0; entries.hasMore(); n++) {
        if (n == MOST_ENTRIES) { // a server need not keep to what it was asked
          return List.of();
        }
        add(entries.next(), found);
      }
    } catch (PartialResultException e) {
      return found; // referrals to elsewhere end it, as at the root of an Active Directory
    } catch (SizeLimitExceededException e) {
      return List.of(); // so many share the address that it is nobody's
    } finally {
      entries.close();
    }
    return found;
  }

  private static void add(SearchResult entry, List<byte[]> found) throws NamingException {
    NamingEnumeration<? extends Attribute> attributes = entry.getAttributes().getAll();
    while (attributes.hasMore()) {
      NamingEnumeration<?> values = attributes.next().getAll();
      while (values.hasMore()) {
        if (values.next() instanceof byte[] der && der.length <= LARGEST_VALUE) {
          found.add(der);
        }
        if (found.size() > MOST_VALUES) {
          throw new LimitExceededException("more certificates than anybody has");
        }
      }
    }
  }

  @Override
  public void close() throws NamingException {
    try {
      for (AutoCloseable layer : layers) {
        layer.close();
      }
    } catch (Exception e) {
      // The connection below it is closed in any case.
    } finally {
      context.close();
    }
  }
}
