package io.postern.config.settings;

import io.postern.config.Cidr;
import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.config.SecretFile;
import io.postern.config.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a type alone cannot say: names that must differ, files that must exist, well-formed names.
 */
final class SettingsRules {
  /** RFC 5321 4.1.2 Domain in A-label form, at least two labels. */
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+"
              + "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  /** RFC 5321 4.1.2 Dot-string; quotes and spaces are nobody's own choice. */
  private static final Pattern LOCAL_PART =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /** RFC 5322 3.6.8 ftext, bounded. */
  private static final Pattern FIELD_NAME = Pattern.compile("[!-9;-~]{1,76}");

  /** SASLprep (RFC 4013) changes nothing on it, so that all mechanisms mean the same user. */
  private static final Pattern USER = Pattern.compile("[!-~]([ -~]{0,253}[!-~])?");

  /** RFC 7677 4. */
  private static final int SCRAM_ITERATIONS = 4096;

  /** 32 octets in base64. */
  private static final Pattern SPKI_SHA256 = Pattern.compile("[A-Za-z0-9+/]{43}=");

  /** As PostgreSQL keeps them (RFC 5803 holds the same in another order). */
  private static final Pattern SCRAM =
      Pattern.compile(
          "SCRAM-SHA-256\\$([0-9]{4,7}):[A-Za-z0-9+/=]{16,128}\\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=");

  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

  private final Settings settings;
  private final Problems problems;
  private final Map<String, Location> places = new HashMap<>();

  SettingsRules(Settings settings, YamlNode root, Problems problems) {
    this.settings = settings;
    this.problems = problems;
    index(root);
  }

  void check() {
    checkServer();
    checkListeners();
    checkUpstreams();
    checkSealing();
    checkDelivery();
    checkReturns();
    settings.signing().arc().ifPresent(domain -> checkDomain("signing.arc", domain));
    checkKeys();
    checkPolicy();
    settings.portal().ifPresent(this::checkPortal);
    require(
        LEVELS.contains(settings.logging().level()),
        "logging.level",
        "must be one of error, warn, info, debug");
  }

  private void checkServer() {
    checkDomain("server.hostname", settings.server().hostname());
    checkName("server.node", settings.server().node());
  }

  private void checkListeners() {
    Set<String> names = new HashSet<>();
    Set<Object> addresses = new HashSet<>();
    require(!settings.listeners().isEmpty(), "listeners", "one or more listeners are needed");
    for (int i = 0; i < settings.listeners().size(); i++) {
      Settings.Listener listener = settings.listeners().get(i);
      String path = "listeners[" + i + "]";
      checkName(path + ".name", listener.name());
      require(names.add(listener.name()), path + ".name", "another listener has this name");
      boolean free = listener.address().port() == 0 || addresses.add(listener.address());
      require(free, path + ".address", "another listener has this address");
      checkFile(path + ".certificate", listener.certificate());
      checkFile(path + ".key", listener.key());
      checkFiles(path + ".client_authorities", listener.clientAuthorities());
      checkBalancers(path + ".balancers", listener.balancers());
    }
  }

  /**
   * What a balancer sends for itself or for a client that it does not name comes from its own
   * address, which must not relay.
   */
  private void checkBalancers(String path, List<Cidr> balancers) {
    for (int i = 0; i < balancers.size(); i++) {
      Cidr balancer = balancers.get(i);
      boolean apart =
          settings.upstreams().stream()
              .flatMap(u -> u.networks().stream())
              .noneMatch(balancer::overlaps);
      require(apart, path + "[" + i + "]", "lies in an upstream's networks, and would relay");
    }
  }

  private void checkUpstreams() {
    Set<String> names = new HashSet<>();
    Set<String> users = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < settings.upstreams().size(); i++) {
      UpstreamSettings upstream = settings.upstreams().get(i);
      String path = "upstreams[" + i + "]";
      checkName(path + ".name", upstream.name());
      require(names.add(upstream.name()), path + ".name", "another upstream has this name");
      upstream.secretHeader().ifPresent(h -> checkSecret(path + ".secret_header", h));
      checkFactors(path, upstream);
      checkDomains(path + ".sender_domains", upstream.senderDomains());
      checkAccounts(path + ".accounts", upstream.accounts(), users, keys);
    }
  }

  private void checkSecret(String path, UpstreamSettings.SecretHeader header) {
    checkField(path + ".name", header.name());
    header.file().ifPresent(f -> checkSecretFile(path + ".file", f));
  }

  private void checkSecretFile(String path, Path file) {
    try {
      SecretFile.read(file);
    } catch (IOException e) {
      require(false, path, "the secrets' file cannot be read");
    } catch (IllegalArgumentException e) {
      require(false, path, String.valueOf(e.getMessage()));
    }
  }

  private void checkAccounts(
      String path, List<UpstreamSettings.Account> accounts, Set<String> users, Set<String> keys) {
    for (int i = 0; i < accounts.size(); i++) {
      UpstreamSettings.Account account = accounts.get(i);
      String place = path + "[" + i + "]";
      require(
          USER.matcher(account.user()).matches(),
          place + ".user",
          "a user has 1 to 255 printable ASCII characters");
      require(users.add(account.user()), place + ".user", "another account has this user");
      checkDomains(place + ".sender_domains", account.senderDomains());
      checkKeys(place + ".client_keys", account.clientKeys());
      account
          .clientKeys()
          .forEach(
              k -> require(keys.add(k), place + ".client_keys", "another account has this key"));
      account
          .password()
          .ifPresent(hash ->
              require(
                  hash.reveal().startsWith("$argon2id$"),
                  place + ".password",
                  "not an Argon2id hash in PHC form ($argon2id$v=19$...)"));
      account
          .scram()
          .ifPresent(verifier ->
              require(
                  isVerifier(verifier.reveal()),
                  place + ".scram",
                  "not a verifier of the form"
                      + " SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey> with 4096"
                      + " iterations or more"));
    }
  }

  private static boolean isVerifier(String text) {
    Matcher m = SCRAM.matcher(text);
    return m.matches() && Integer.parseInt(m.group(1)) >= SCRAM_ITERATIONS;
  }

  private void checkFactors(String path, UpstreamSettings upstream) {
    switch (upstream) {
      case UpstreamSettings.Microsoft365 m ->
          checkDomains(path + ".certificate_names", m.certificateNames());
      case UpstreamSettings.Google g ->
          checkDomains(path + ".certificate_names", g.certificateNames());
      case UpstreamSettings.Network n -> checkKeys(path + ".client_keys", n.clientKeys());
      case UpstreamSettings.Application _ -> {}
    }
  }

  private void checkKeys(String path, List<String> keys) {
    for (int i = 0; i < keys.size(); i++) {
      boolean digest = SPKI_SHA256.matcher(keys.get(i)).matches();
      require(digest, path + "[" + i + "]", "not the SHA-256 of a public key in base64");
    }
  }

  private void checkSealing() {
    Optional<Path> keyFile = settings.sealing().keyFile();
    checkFile("sealing.key_file", keyFile);
    boolean inData = keyFile.isPresent() && keyFile.get().startsWith(settings.server().data());
    require(
        !inData, "sealing.key_file", "lies in the data directory; whoever copies that has both");
  }

  private void checkDelivery() {
    checkFiles("outbound.trusted_authorities", settings.outbound().trustedAuthorities());
    for (int i = 0; i < settings.dns().resolvers().size(); i++) {
      boolean address = settings.dns().resolvers().get(i).host().matches("[0-9.]+|.*:.*");
      require(address, "dns.resolvers[" + i + "]", "a resolver is given by its IP address");
    }
    checkFiles("dns.trust_anchors", settings.dns().trustAnchors());
    new DestinationRules(settings, this::require).check();
    new DiscoveryRules(settings.keys().discovery(), this::require).check();
    checkSmartHost();
    settings
        .outbound()
        .tlsReports()
        .contact()
        .ifPresent(c -> checkMailbox("outbound.tls_reports.contact", c));
    require(!settings.queue().retry().isEmpty(), "queue.retry", "one or more waits are needed");
  }

  private void checkSmartHost() {
    Optional<String> user = settings.outbound().smartHostUser();
    require(
        user.isPresent() == settings.outbound().smartHostPassword().isPresent(),
        "outbound.smart_host_user",
        "smart_host_user and smart_host_password are given together or not at all");
    boolean named =
        settings.outbound().smartHost().filter(h -> isName(h.host()) && h.port() > 0).isPresent();
    require(
        user.isEmpty() || named,
        "outbound.smart_host",
        "with smart_host_user a host name and a port are needed; a certificate proves names");
  }

  private static boolean isName(String host) {
    return DOMAIN.matcher(host).matches() && !host.matches("[0-9.]+");
  }

  private void checkReturns() {
    Set<String> known =
        settings.upstreams().stream().map(UpstreamSettings::name).collect(Collectors.toSet());
    Set<String> named = new HashSet<>();
    Set<X509Certificate> shown = new HashSet<>();
    for (int i = 0; i < settings.outbound().return_().size(); i++) {
      ReturnSettings entry = settings.outbound().return_().get(i);
      String path = "outbound.return[" + i + "]";
      require(known.contains(entry.upstream()), path + ".upstream", "no upstream has this name");
      boolean first = named.add(entry.upstream());
      require(first, path + ".upstream", "another entry is for this upstream");
      require(
          isName(entry.host().host()) && entry.host().port() > 0,
          path + ".host",
          "a host name and a port are needed, as in relay.example.org:25; a certificate proves names");
      checkFile(path + ".certificate", entry.certificate());
      checkFile(path + ".key", entry.key());
      entry
          .certificate()
          .filter(Files::isReadable)
          .ifPresent(file -> checkOwn(path + ".certificate", file, shown));
    }
  }

  /** By its certificate the provider tells whose mail it is, so two upstreams may not share one. */
  private void checkOwn(String path, Path file, Set<X509Certificate> shown) {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate leaf =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      require(shown.add(leaf), path, "another return entry shows this certificate");
    } catch (IOException | CertificateException e) {
      require(false, path, "not a file of PEM certificates");
    }
  }

  private void checkKeys() {
    List<Path> files = settings.keys().trustedAuthorities();
    for (int i = 0; i < files.size(); i++) {
      boolean readable = Files.isReadable(files.get(i));
      require(readable, "keys.trusted_authorities[" + i + "]", "no such file or directory");
    }
  }

  private void checkPolicy() {
    boolean directory = Files.isDirectory(settings.policy().directory());
    require(directory, "policy.directory", "no such directory");
  }

  private void checkMailbox(String path, String address) {
    int at = address.lastIndexOf('@');
    boolean mailbox =
        at > 0
            && LOCAL_PART.matcher(address.substring(0, at)).matches()
            && DOMAIN.matcher(address.substring(at + 1)).matches();
    require(mailbox, path, "an address is needed, as in secure-mail@example.org");
  }

  private void checkPortal(PortalSettings portal) {
    checkFile("portal.certificate", portal.certificate());
    checkFile("portal.key", portal.key());
    boolean both = portal.certificate().isPresent() == portal.key().isPresent();
    require(both, "portal", "certificate and key are given together or not at all");
    checkMailbox("portal.from", portal.from());
  }

  private void checkFiles(String path, List<Path> files) {
    for (int i = 0; i < files.size(); i++) {
      checkFile(path + "[" + i + "]", Optional.of(files.get(i)));
    }
  }

  private void checkFile(String path, Optional<Path> file) {
    file.ifPresent(f -> require(Files.isRegularFile(f), path, "no such file"));
    file.filter(Files::isRegularFile)
        .ifPresent(f -> require(Files.isReadable(f), path, "this user may not read it"));
  }

  private void checkDomains(String path, List<String> domains) {
    for (int i = 0; i < domains.size(); i++) {
      checkDomain(path + "[" + i + "]", domains.get(i));
    }
  }

  private void checkDomain(String path, String domain) {
    require(DOMAIN.matcher(domain).matches(), path, "a domain name is needed, as in example.org");
  }

  private void checkName(String path, String name) {
    boolean allowed = NAME.matcher(name).matches();
    require(allowed, path, "a name has 1 to 63 letters, digits, '.', '_' or '-'");
  }

  private void checkField(String path, String name) {
    require(FIELD_NAME.matcher(name).matches(), path, "not the name of a header field");
  }

  private void require(boolean holds, String path, String message) {
    if (!holds) {
      problems.add(place(path), path, message);
    }
  }

  /** Where the key stands, or, if it is a default, what would hold it. */
  private Location place(String path) {
    String at = path;
    while (!places.containsKey(at)) {
      int end = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
      at = end < 0 ? "" : at.substring(0, end);
    }
    return places.get(at);
  }

  private void index(YamlNode node) {
    places.put(node.path(), node.location());
    switch (node) {
      case YamlNode.Scalar _ -> {}
      case YamlNode.Sequence s -> s.items().forEach(this::index);
      case YamlNode.Mapping m -> m.entries().values().forEach(e -> index(e.value()));
    }
  }
}
