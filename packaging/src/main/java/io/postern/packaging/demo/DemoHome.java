package io.postern.packaging.demo;

import io.postern.packaging.setup.StarterPolicies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A complete home for a gateway in a {@link DemoWorld}: configuration, certificates, root key and
 * policies, as an administrator would lay them out.
 *
 * @param secretHeader name and value of the field by which the upstream proves itself
 * @param portalUrl where recipients read messages
 */
public record DemoHome(Path directory, String secretHeader, String portalUrl) {
  private static final String HEADER_NAME = "X-Clinic-Gateway";

  /**
   * Writes it.
   *
   * @param directory exists and is empty
   */
  public static DemoHome write(Path directory, DemoWorld world) throws IOException {
    Path certificates = Files.createDirectories(directory.resolve("certificates"));
    world
        .authority()
        .server("gateway.stmary-clinic.example", "localhost")
        .write(certificates.resolve("listener.pem"), certificates.resolve("listener.key"));
    Files.writeString(certificates.resolve("authority.pem"), world.authority().certificatePem());
    rootKey(Files.createDirectories(directory.resolve("keys")).resolve("root.key"));
    Path policies = Files.createDirectories(directory.resolve("policies"));
    for (StarterPolicies.File file : StarterPolicies.all()) {
      Files.writeString(policies.resolve(file.name()), file.text());
    }
    String secret = random(24);
    String url = "http://127.0.0.1:" + freePort();
    Files.writeString(directory.resolve("postern.yaml"), configuration(world, secret, url));
    return new DemoHome(directory, HEADER_NAME + ": " + secret, url);
  }

  /** Writes 32 random bytes in base64, readable by the owner only. */
  public static void rootKey(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, random(32) + "\n", StandardCharsets.US_ASCII);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
  }

  private static String random(int octets) {
    byte[] bytes = new byte[octets];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The portal's URL stands in the configuration, so its port cannot be left to chance. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static String configuration(DemoWorld world, String secret, String url) {
    return """
    server:
      hostname: gateway.stmary-clinic.example
    listeners:
      - name: clinic
        address: 127.0.0.1:0
        tls: starttls
        certificate: certificates/listener.pem
        key: certificates/listener.key
    upstreams:
      - name: clinic-mail-server
        networks: [127.0.0.0/8]
        secret_header:
          name: %s
          values: ["%s"]
        sender_domains: [stmary-clinic.example]
    sealing:
      key_file: keys/root.key
    dns:
      resolvers: ["%s"]
      dnssec: off
    outbound:
      port: %d
      trusted_authorities: [certificates/authority.pem]
      public_authorities: false
      private_networks: [127.0.0.0/8]
    portal:
      address: %s
      url: %s
      from: secure-mail@stmary-clinic.example
      organisation: St. Mary Clinic
    logging:
      level: error
    """
        .formatted(
            HEADER_NAME,
            secret,
            world.dns().address(),
            world.receivers().port(),
            url.substring("http://".length()),
            url);
  }
}
