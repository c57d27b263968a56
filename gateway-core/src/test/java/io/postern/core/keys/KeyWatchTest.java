package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.KeySettings.Revocation;
import io.postern.core.keys.revocation.AuthorityFetch;
import io.postern.core.keys.revocation.RevocationService;
import io.postern.core.port.Meters;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.OpensslAuthority;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyWatchTest {
  @TempDir Path files;
  private final CountDownLatch both = new CountDownLatch(2);
  private final Gauges gauges = new Gauges();
  private SqlDatabase database;
  private OpensslAuthority authority;
  private KeyDirectory keys;

  @BeforeEach
  void open() throws IOException {
    database = Stores.open(Stores.sqliteSettings(), files);
    authority = OpensslAuthority.root(files, "Authority");
    InstantSource clock = InstantSource.system();
    keys =
        new KeyDirectory(
            database,
            Vault.open(database, Stores.rootKey(), clock),
            new KeyTrust(
                () -> Set.of(authority.certificate()),
                Revocation.UNPINNED,
                new RevocationService(new Meeting(both), clock, 1 << 20),
                Duration.ofMinutes(1)),
            clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void start_slowAuthorities_areAskedAtTheSameTime() throws Exception {
    for (String name : List.of("ann", "bob")) {
      unpinned(name);
    }
    try (KeyWatch watch = watch(Duration.ofDays(1))) {
      watch.start();
      assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void look_keysThatExpireSoon_areCountedByPurpose() throws Exception {
    unpinned("ann");
    try (KeyWatch watch = watch(Duration.ofDays(200))) {
      watch.look();
      assertThat(gauges.value("encrypt")).isZero();
    }
    try (KeyWatch watch = watch(Duration.ofDays(400))) {
      watch.look();
      assertThat(gauges.value("encrypt")).isEqualTo(1);
      assertThat(gauges.value("sign")).isZero();
      keys.list().forEach(key -> keys.remove(key.fingerprint(), "test"));
      watch.look();
      assertThat(gauges.value("encrypt")).isZero();
    }
  }

  private KeyWatch watch(Duration within) {
    return new KeyWatch(keys, within, gauges, InstantSource.system());
  }

  private void unpinned(String name) throws Exception {
    String address = name + "@example.net";
    String list = "crlDistributionPoints=URI:http://" + name + ".example/crl\n";
    keys.add(
        Files.readAllBytes(authority.person(name, address, list)),
        KeyImport.ofRecipients("test", "test").under(address).untrusted());
  }

  /** Answers nobody before everybody has asked. */
  private record Meeting(CountDownLatch all) implements AuthorityFetch {
    @Override
    public byte[] get(URI uri, int largest) throws IOException {
      all.countDown();
      try {
        if (!all.await(40, TimeUnit.SECONDS)) {
          throw new SocketTimeoutException("nobody else asks");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IOException("no list");
    }

    @Override
    public byte[] post(URI uri, String type, byte[] body, int largest) throws IOException {
      return get(uri, largest);
    }
  }

  /** The last gauge for each purpose. */
  private static final class Gauges implements Meters {
    private final Map<String, DoubleSupplier> values = new HashMap<>();

    double value(String purpose) {
      return Objects.requireNonNull(values.get(purpose)).getAsDouble();
    }

    @Override
    public void count(String name, String... labels) {}

    @Override
    public void record(String name, double value, String... labels) {}

    @Override
    public void gauge(String name, DoubleSupplier value, String... labels) {
      values.put(labels[1], value);
    }
  }
}
