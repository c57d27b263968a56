package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.keys.KeyCache.Slot;
import io.postern.core.testing.FakeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyCacheTest {
  private static final Slot BOB = slot("bob@example.org");
  private static final Slot ANN = slot("ann@example.org");

  private final KeyCache cache = new KeyCache(FakeClock.create());
  private final List<Slot> loaded = new ArrayList<>();

  @Test
  void forget_oneAddress_othersStay() {
    get(BOB);
    get(ANN);
    cache.forget(KeyKind.OPENPGP, BOB.address(), Set.of("aa"));
    get(BOB);
    get(ANN);
    assertThat(loaded).containsExactly(BOB, ANN, BOB);
  }

  @Test
  void forget_whileItIsRead_isReadAgain() {
    cache.get(
        BOB,
        () -> {
          cache.forget(KeyKind.OPENPGP, BOB.address(), Set.of());
          return List.of();
        });
    get(BOB);
    assertThat(loaded).containsExactly(BOB);
  }

  @Test
  void clear_everythingIsReadAgain() {
    get(BOB);
    get(ANN);
    cache.clear();
    get(ANN);
    assertThat(loaded).containsExactly(BOB, ANN, ANN);
  }

  private void get(Slot slot) {
    cache.get(
        slot,
        () -> {
          loaded.add(slot);
          return List.of();
        });
  }

  private static Slot slot(String address) {
    return new Slot(KeyKind.OPENPGP, KeyPurpose.ENCRYPT, address);
  }
}
