package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrashCheckTest {
  private static final Set<String> IDS = Set.of("ID1", "ID2");
  private static final CrashCheck.Trail TRAIL = new CrashCheck.Trail(true, IDS, IDS);
  private static final Map<String, String> PROMISED = Map.of("a", "ID1", "b", "ID2");

  @Test
  void good_everythingArrivedOnce_true() {
    CrashCheck check = new CrashCheck(PROMISED, Map.of("a", 1, "b", 1), 0, TRAIL);

    assertThat(check.good()).isTrue();
    assertThat(check.figures(20))
        .isEqualTo(
            "lost=0 duplicated=0 rounds=20 acknowledged=2 damaged=0 unrecorded=0 audit=intact");
  }

  @Test
  void lost_canaryThatWasNeverSent_one() {
    Map<String, String> falsified = Map.of("a", "ID1", "b", "ID2", "never-sent", "ID3");

    CrashCheck check = new CrashCheck(falsified, Map.of("a", 1, "b", 1), 0, TRAIL);

    assertThat(check.lost()).isOne();
    assertThat(check.unrecorded()).isOne();
    assertThat(check.good()).isFalse();
  }

  @Test
  void duplicated_copies_countedAndAllowed() {
    CrashCheck check = new CrashCheck(PROMISED, Map.of("a", 3, "b", 2), 0, TRAIL);

    assertThat(check.duplicated()).isEqualTo(3);
    assertThat(check.good()).isTrue();
  }

  @Test
  void good_unacknowledgedButDelivered_true() {
    CrashCheck check = new CrashCheck(PROMISED, Map.of("a", 1, "b", 1, "c", 1), 0, TRAIL);

    assertThat(check.good()).isTrue();
  }

  @Test
  void good_damagedBody_false() {
    assertThat(new CrashCheck(PROMISED, Map.of("a", 1, "b", 1), 1, TRAIL).good()).isFalse();
  }

  @Test
  void unrecorded_deliveryNotInTrail_one() {
    CrashCheck.Trail trail = new CrashCheck.Trail(true, IDS, Set.of("ID1"));

    CrashCheck check = new CrashCheck(PROMISED, Map.of("a", 1, "b", 1), 0, trail);

    assertThat(check.unrecorded()).isOne();
    assertThat(check.good()).isFalse();
  }

  @Test
  void good_brokenChain_false() {
    CrashCheck.Trail trail = new CrashCheck.Trail(false, IDS, IDS);

    assertThat(new CrashCheck(PROMISED, Map.of("a", 1, "b", 1), 0, trail).good()).isFalse();
  }

  @Test
  void good_nothingAcknowledged_false() {
    assertThat(new CrashCheck(Map.of(), Map.of(), 0, TRAIL).good()).isFalse();
  }
}
