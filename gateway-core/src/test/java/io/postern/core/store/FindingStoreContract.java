package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where keys were found, on every engine, also with two nodes at once. */
abstract class FindingStoreContract {
  private static final String ADDRESS = "bob@example.org";
  private static final KeyStore.Id KEY = new KeyStore.Id("openpgp", "encrypt", "aa");
  private static final byte[] PUBLIC = {1, 2};

  private final FakeClock clock = FakeClock.create();

  @TempDir private Path directory;
  private Settings.Storage settings;
  private SqlDatabase database;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    settings = settings();
    database = node("node1");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void put_again_confirmsAndKeepsWhenItWasFoundFirst() {
    put(database, row("wkd", "https", 1));
    put(database, row("wkd", "none", 5));
    assertThat(all())
        .containsExactly(
            new FindingStore.Row("openpgp", ADDRESS, "aa", "wkd", "there", "none", 1, 5));
  }

  @Test
  void put_olderThanWhatIsThere_changesNothing() {
    put(database, row("wkd", "https", 5));
    put(database, row("wkd", "none", 4));
    assertThat(all()).containsExactly(row("wkd", "https", 5));
  }

  @Test
  void put_otherSource_standsBesideTheFirst() {
    put(database, row("wkd", "https", 1));
    put(database, row("openpgpkey", "dnssec", 2));
    assertThat(all()).containsExactly(row("openpgpkey", "dnssec", 2), row("wkd", "https", 1));
  }

  @Test
  void put_twoNodesAtOnce_oneRowWithTheLaterConfirmation() {
    try (SqlDatabase second = node("node2")) {
      List<CompletableFuture<Boolean>> writes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        FindingStore.Row row = row("wkd", "https", i);
        for (SqlDatabase node : List.of(database, second)) {
          writes.add(
              node.write(tx -> {
                FindingStore.put(tx, row);
                return true;
              }));
        }
      }
      writes.forEach(CompletableFuture::join);
      assertThat(all()).singleElement().extracting(FindingStore.Row::confirmedAt).isEqualTo(49L);
    }
  }

  @Test
  void delete_confirmedMeanwhile_stays() {
    put(database, row("wkd", "https", 5));
    assertThat(delete(row("wkd", "https", 4))).isFalse();
    assertThat(delete(row("openpgpkey", "https", 5))).isFalse();
    assertThat(all()).hasSize(1);
    assertThat(delete(row("wkd", "https", 5))).isTrue();
    assertThat(all()).isEmpty();
  }

  @Test
  void forget_everyFindingOfTheKey_gone() {
    put(database, row("wkd", "https", 1));
    put(database, row("openpgpkey", "dnssec", 2));
    database
        .write(tx -> {
          FindingStore.forget(tx, "openpgp", "aa");
          return true;
        })
        .join();
    assertThat(all()).isEmpty();
  }

  @Test
  void release_anotherSourceStillGivesIt_addressStays() {
    file("discovery");
    put(database, row("wkd", "https", 1));
    release();
    assertThat(served()).containsExactly(ADDRESS);
    assertThat(delete(row("wkd", "https", 1))).isTrue();
    release();
    assertThat(served()).isEmpty();
  }

  @Test
  void release_imported_staysAsItIs() {
    file("import");
    release();
    discard(PUBLIC);
    assertThat(served()).containsExactly(ADDRESS);
  }

  @Test
  void discard_changedMeanwhileOrStillServing_stays() {
    file("discovery");
    discard(PUBLIC);
    assertThat(isThere()).isTrue();
    release();
    discard(new byte[] {9});
    assertThat(isThere()).isTrue();
    discard(PUBLIC);
    assertThat(isThere()).isFalse();
  }

  private SqlDatabase node(String name) {
    return SqlDatabase.open(settings, directory, name, Stores.rootKey(), clock);
  }

  private static void put(SqlDatabase node, FindingStore.Row row) {
    node.write(
            tx -> {
              FindingStore.put(tx, row);
              return true;
            })
        .join();
  }

  private boolean delete(FindingStore.Row row) {
    return database.write(tx -> FindingStore.delete(tx, row)).join();
  }

  private void file(String origin) {
    KeyStore.Row row = new KeyStore.Row(KEY, PUBLIC, null, 1, "by", "from", origin, "");
    database.write(tx -> KeyStore.put(tx, row, Optional.empty(), List.of(ADDRESS))).join();
  }

  private void release() {
    database
        .write(tx -> {
          KeyStore.release(tx, KEY, ADDRESS);
          return true;
        })
        .join();
  }

  private void discard(byte[] known) {
    database
        .write(tx -> {
          KeyStore.discard(tx, KEY, known);
          return true;
        })
        .join();
  }

  private List<String> served() {
    return database.read(c -> KeyStore.byFingerprint(c, "aa")).stream()
        .flatMap(s -> s.addresses().stream())
        .map(KeyStore.Address::address)
        .toList();
  }

  private boolean isThere() {
    return database.read(c -> KeyStore.byId(c, KEY)).isPresent();
  }

  private List<FindingStore.Row> all() {
    return database.read(c -> FindingStore.of(c, "openpgp", ADDRESS));
  }

  private static FindingStore.Row row(String source, String voucher, long at) {
    return new FindingStore.Row("openpgp", ADDRESS, "aa", source, "there", voucher, at, at);
  }
}
