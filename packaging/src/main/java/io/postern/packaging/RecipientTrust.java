package io.postern.packaging;

import io.postern.config.settings.KeySettings;
import io.postern.config.settings.Settings;
import io.postern.core.keys.KeyTrust;
import io.postern.core.keys.revocation.AuthorityFetch;
import io.postern.core.keys.revocation.RevocationService;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.https.AuthorityServers;
import io.postern.outbound.route.Destinations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is believed about recipients' certificates, as the settings say. Files are read and the DNS
 * is set up when they are needed first: most commands of the operator need neither. Safe for use by
 * many threads.
 */
final class RecipientTrust implements AuthorityFetch {
  private static final Logger LOG = LoggerFactory.getLogger(RecipientTrust.class);

  private final Settings settings;
  private final InstantSource clock;
  private Optional<Set<X509Certificate>> roots = Optional.empty();
  private Optional<AuthorityServers> servers = Optional.empty();

  private RecipientTrust(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  static KeyTrust of(Settings settings, InstantSource clock) {
    RecipientTrust trust = new RecipientTrust(settings, clock);
    KeySettings keys = settings.keys();
    int largestCrl = Math.toIntExact(keys.crlSize().bytes());
    return new KeyTrust(
        trust::roots,
        keys.revocation(),
        new RevocationService(trust, clock, largestCrl),
        keys.revocationTimeout());
  }

  /** Reads them all, so that a mistake is known at the start. */
  static Set<X509Certificate> read(KeySettings keys) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : keys.trustedAuthorities()) {
      files.addAll(Files.isDirectory(path) ? inside(path) : List.of(path));
    }
    return TrustedAuthorities.load(files, keys.publicAuthorities()).certificates();
  }

  private static List<Path> inside(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .toList();
    }
  }

  private synchronized Set<X509Certificate> roots() {
    if (roots.isEmpty()) {
      roots = Optional.of(readOrNone());
    }
    return roots.get();
  }

  /** Without authorities nothing is used by its path. */
  private Set<X509Certificate> readOrNone() {
    try {
      return read(settings.keys());
    } catch (IOException e) {
      LOG.error("keys.trusted_authorities: {}", e.getMessage());
      return Set.of();
    }
  }

  @Override
  public byte[] get(URI uri, int largest) throws IOException {
    return servers().get(uri, largest);
  }

  @Override
  public byte[] post(URI uri, String type, byte[] body, int largest) throws IOException {
    return servers().post(uri, type, body, largest);
  }

  private synchronized AuthorityServers servers() throws IOException {
    if (servers.isEmpty()) {
      Destinations reachable =
          new Destinations(settings.keys().revocationNetworks(), Outbound.listening(settings));
      // What takes longer than anybody waits still counts for the next message.
      Duration longest = settings.keys().revocationTimeout().multipliedBy(2);
      servers =
          Optional.of(new AuthorityServers(Outbound.resolver(settings, clock), reachable, longest));
    }
    return servers.get();
  }
}
