package io.postern.outbound.discover;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.protect.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/**
 * A real slapd on loopback, with LDAPS on one port and LDAP with StartTLS on another, and with its
 * entries in a directory of its own. It takes no password without TLS.
 */
final class OpenLdap implements AutoCloseable {
  static final String BASE = "dc=example,dc=org";
  static final String USER = "cn=gateway," + BASE;
  static final String PASSWORD = "secret of the gateway";

  private final Path directory;
  private final int tlsPort = freePort();
  private final int plainPort = freePort();
  private final Process slapd;

  /**
   * @param identity what it shows
   */
  OpenLdap(Path directory, TlsIdentity identity, String... entries) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("db"));
    write("chain.pem", pem("CERTIFICATE", identity.chain().getFirst()::getEncoded));
    write("key.pem", pem("PRIVATE KEY", identity.key()::getEncoded));
    // GnuTLS reads no key of an elliptic curve without its public half.
    Tool.run(directory, "openssl", "ec", "-in", "key.pem", "-out", "whole.pem");
    write("slapd.conf", configuration());
    write("all.ldif", root() + String.join("\n", entries));
    Tool.run(directory, "/usr/sbin/slapadd", "-f", "slapd.conf", "-l", "all.ldif");
    slapd =
        new ProcessBuilder(
                "/usr/sbin/slapd",
                "-f",
                "slapd.conf",
                "-d",
                "256",
                "-h",
                "ldaps://127.0.0.1:" + tlsPort + " ldap://127.0.0.1:" + plainPort)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    awaitPort(tlsPort);
    awaitPort(plainPort);
  }

  int tlsPort() {
    return tlsPort;
  }

  int plainPort() {
    return plainPort;
  }

  /** A person with certificates. */
  static String person(String name, String mail, byte[]... certificates) {
    StringBuilder ldif =
        new StringBuilder(
            "dn: cn="
                + name
                + ","
                + BASE
                + "\nobjectClass: inetOrgPerson\ncn: "
                + name
                + "\nsn: "
                + name
                + "\nmail: "
                + mail
                + "\n");
    for (byte[] certificate : certificates) {
      ldif.append("userCertificate;binary:: ")
          .append(Base64.getEncoder().encodeToString(certificate))
          .append('\n');
    }
    return ldif.append('\n').toString();
  }

  /** An entry that names another server instead of a person. */
  static String referral(String name, String url) {
    return "dn: cn="
        + name
        + ","
        + BASE
        + "\nobjectClass: referral\nobjectClass: extensibleObject\ncn: "
        + name
        + "\nref: "
        + url
        + "\n\n";
  }

  private static String root() {
    return "dn: "
        + BASE
        + "\nobjectClass: dcObject\nobjectClass: organization\no: x\ndc: example\n\n";
  }

  private String configuration() {
    return """
    include /etc/ldap/schema/core.schema
    include /etc/ldap/schema/cosine.schema
    include /etc/ldap/schema/inetorgperson.schema
    modulepath /usr/lib/ldap
    moduleload back_mdb
    pidfile %1$s/pid
    TLSCertificateFile %1$s/chain.pem
    TLSCertificateKeyFile %1$s/whole.pem
    TLSCACertificateFile %1$s/chain.pem
    security simple_bind=128
    database mdb
    directory %1$s/db
    suffix "%2$s"
    rootdn "%3$s"
    rootpw "%4$s"
    access to * by * read
    """
        .formatted(directory, BASE, USER, PASSWORD);
  }

  private interface Encoded {
    byte[] octets() throws Exception;
  }

  private static String pem(String label, Encoded encoded) throws IOException {
    try {
      return "-----BEGIN "
          + label
          + "-----\n"
          + Base64.getMimeEncoder().encodeToString(encoded.octets())
          + "\n-----END "
          + label
          + "-----\n";
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private void awaitPort(int port) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (slapd.isAlive() && System.nanoTime() < end) {
      try {
        new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close();
        return;
      } catch (IOException e) {
        Thread.onSpinWait(); // not yet
      }
    }
    throw new IOException("slapd did not start: " + Files.readAllLines(directory.resolve("log")));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    slapd.destroy();
    try {
      slapd.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
