package io.postern.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Discretion;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Rewriting;
import io.postern.core.model.Upstream;
import io.postern.core.store.DestinationState;
import io.postern.core.store.Lease;
import io.postern.core.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final Shape SHAPE =
      new Shape(4, 8, 1, Duration.ofMinutes(1), Duration.ofMinutes(4), 0);
  private static final Feedback GOOD = new Feedback(Feedback.Kind.GOOD, Optional.empty());
  private static final Feedback AWAY =
      new Feedback(Feedback.Kind.AWAY, Optional.of(HostReply.own(451, "4.4.1", "refused")));
  private static final Feedback LESS =
      new Feedback(Feedback.Kind.LESS, Optional.of(HostReply.own(451, "4.7.0", "slow down")));

  private final FakeClock clock = FakeClock.create();
  private final Lanes lanes = new Lanes(20, 80, d -> SHAPE, clock);

  @Test
  void begin_manyOfOneDestination_asManyAsItsWindow() {
    add("a.example", 10);
    assertThat(beginAll()).isEqualTo(Collections.nCopies(4, "a.example"));
  }

  @Test
  void begin_severalDestinations_takeTurns() {
    add("a.example", 3);
    add("b.example", 3);
    assertThat(beginAll())
        .containsExactly(
            "a.example", "b.example", "a.example", "b.example", "a.example", "b.example");
  }

  @Test
  void begin_destinationsThatNeverEnd_leaveWorkersForOthers() {
    for (int i = 0; i < 30; i++) {
      add("slow" + i + ".example", 2);
      beginAll();
    }
    assertThat(lanes.running()).isEqualTo(20);
    // Each of them may still have one at a time, but none may have all.
    List<String> few = new ArrayList<>();
    Lanes fresh =
        new Lanes(20, 80, d -> new Shape(20, 20, 1, SHAPE.suspend(), SHAPE.suspend(), 0), clock);
    IntStream.range(0, 40).forEach(i -> fresh.add(lease("slow.example")));
    while (fresh.begin().isPresent()) {
      few.add("slow.example");
    }
    assertThat(few).hasSize(10);
    fresh.add(lease("quick.example"));
    assertThat(fresh.begin()).isPresent();
  }

  @Test
  void reserve_oneDestinationThatIsSlow_leavesMemoryForOthers() {
    int kept = 0;
    while (lanes.reserve(List.of("slow.example"))) {
      kept++;
    }
    assertThat(kept).isEqualTo(16);
    assertThat(lanes.reserve(List.of("quick.example"))).isTrue();
  }

  @Test
  void reserve_manySlowDestinations_leaveRoomForANewOne() {
    for (int i = 0; i < 6; i++) {
      while (lanes.reserve(List.of("slow" + i + ".example"))) {
        // as many as it gets
      }
    }
    assertThat(lanes.reserve(List.of("quick.example"))).isTrue();
  }

  @Test
  void reserve_oneOfSeveralHasNoRoom_keepsNothing() {
    while (lanes.reserve(List.of("full.example"))) {
      // until it is
    }
    assertThat(lanes.reserve(List.of("a.example", "full.example"))).isFalse();
    lanes.unreserve("full.example");
    assertThat(lanes.reserve(List.of("a.example", "full.example"))).isTrue();
  }

  @Test
  void ended_nobodyThere_whatWaitsGoesBackAndNothingBeginsUntilThePauseIsOver() {
    kill("dead.example", 6);

    assertThat(lanes.room("dead.example")).isZero();
    assertThat(lanes.reserve(List.of("dead.example"))).isFalse();
    assertThat(lanes.suspendedOnes()).hasSize(1);
    clock.advance(Duration.ofSeconds(61));
    assertThat(lanes.suspendedOnes()).isEmpty();
    assertThat(lanes.room("dead.example")).isEqualTo(4);
    add("dead.example", 3);
    assertThat(beginAll()).as("one finds out").containsExactly("dead.example");
    lanes.ended("dead.example", AWAY);
    clock.advance(Duration.ofSeconds(61));
    assertThat(lanes.suspendedOnes()).as("the second pause is longer").hasSize(1);
    clock.advance(Duration.ofSeconds(60));
    assertThat(lanes.suspendedOnes()).isEmpty();
  }

  @Test
  void drainSuspended_cameAfterTheDeath_goesBackAndNothingOfALivingOne() {
    kill("dead.example", 1);
    add("dead.example", 2);
    add("a.example", 1);
    assertThat(lanes.drainSuspended("dead.example")).hasSize(2);
    assertThat(lanes.drainSuspended("a.example")).isEmpty();
    assertThat(lanes.waiting()).isEqualTo(1);
  }

  @Test
  void ended_deadAnswersAgain_growsAgain() {
    kill("dead.example", 1);
    clock.advance(Duration.ofMinutes(2));
    for (int i = 0; i < 10; i++) {
      add("dead.example", 1);
      beginAll();
      lanes.ended("dead.example", GOOD);
    }
    add("dead.example", 10);
    assertThat(beginAll()).hasSizeGreaterThan(3);
  }

  @Test
  void ended_clockJumpsBack_pauseDoesNotLastForHours() {
    kill("dead.example", 1);
    clock.advance(Duration.ofHours(-3));
    assertThat(lanes.suspendedOnes()).isEmpty();
  }

  @Test
  void revive_dead_isTriedAtOnce() {
    kill("dead.example", 1);
    lanes.revive("dead.example");
    add("dead.example", 2);
    assertThat(beginAll()).containsExactly("dead.example");
  }

  @Test
  void ended_asksForLess_getsHalfAndSlowly() {
    add("a.example", 4);
    beginAll();
    lanes.ended("a.example", LESS);
    add("a.example", 10);
    for (int i = 0; i < 3; i++) {
      lanes.ended("a.example", GOOD);
    }
    assertThat(beginAll()).containsExactly("a.example");
    assertThat(lanes.opens()).contains(clock.instant().plusMillis(729 - 100));
    clock.advance(Duration.ofSeconds(1));
    assertThat(beginAll()).containsExactly("a.example");
  }

  @Test
  void ended_manyAskForLessAtOnce_countAsOne() {
    add("a.example", 4);
    beginAll();
    for (int i = 0; i < 4; i++) {
      lanes.ended("a.example", LESS);
    }
    assertThat(lanes.news().changed())
        .extracting(s -> s.concurrency() + " " + s.apart().orElseThrow())
        .containsExactly("2 PT1S");
    add("a.example", 1);
    clock.advance(Duration.ofSeconds(2));
    beginAll();

    lanes.ended("a.example", LESS);

    assertThat(lanes.news().changed())
        .extracting(s -> s.concurrency() + " " + s.apart().orElseThrow())
        .containsExactly("1 PT2S");
  }

  @Test
  void reserve_olderMailIsInTheStore_isLeftToIt() {
    lanes.moreStored("a.example", true);
    assertThat(lanes.reserve(List.of("a.example"))).isFalse();
    lanes.moreStored("a.example", false);
    assertThat(lanes.reserve(List.of("a.example"))).isTrue();
  }

  @Test
  void room_noneForWhatIsDue_newerMailDoesNotOvertakeIt() {
    add("a.example", 16);
    assertThat(lanes.room("a.example")).isZero();
    beginAll();
    lanes.ended("a.example", GOOD);
    assertThat(lanes.reserve(List.of("a.example"))).isFalse();
  }

  @Test
  void hungry_fewLeftInMemory_asksForMoreOnce() {
    add("a.example", 4);
    lanes.moreStored("a.example", true);
    beginAll();
    assertThat(lanes.isHungry()).isTrue();
    assertThat(lanes.hungry()).containsExactly("a.example");
    assertThat(lanes.isHungry()).isFalse();
  }

  @Test
  void room_memoryFull_saysSoAndLaterThatThereIsSome() {
    Lanes small = new Lanes(20, 2, d -> SHAPE, clock);
    small.add(lease("a.example"));
    small.add(lease("b.example"));
    assertThat(small.room("c.example")).isEqualTo(Lanes.FULL);
    assertThat(small.hasRoomAgain()).isFalse();
    small.begin();
    small.begin();
    assertThat(small.hasRoomAgain()).isTrue();
    assertThat(small.takeRoomAgain()).isTrue();
    assertThat(small.hasRoomAgain()).as("said once, else nobody would ever rest").isFalse();
  }

  @Test
  void drain_severalDestinations_takesOutAllThatWaitsAndNothingThatRuns() {
    add("a.example", 6);
    add("b.example", 1);
    beginAll();
    add("b.example", 2);
    assertThat(lanes.drain()).hasSize(4);
    assertThat(lanes.waiting()).isZero();
    assertThat(lanes.running()).isEqualTo(5);
    add("b.example", 1);
    assertThat(lanes.waiting()).as("its turn comes again").isEqualTo(1);
  }

  @Test
  void news_onlyWhatChanged_andWhatIsForgotten() {
    kill("dead.example", 1);
    add("a.example", 1);
    beginAll();
    lanes.ended("a.example", GOOD);

    Lanes.News news = lanes.news();

    assertThat(news.changed())
        .extracting(DestinationState::destination)
        .containsExactly("dead.example");
    assertThat(news.changed().getFirst().lastReply()).contains("postern: 451 4.4.1 refused");
    assertThat(news.forgotten()).containsExactly("a.example");
    assertThat(lanes.news().changed()).isEmpty();
    clock.advance(Duration.ofHours(2));
    assertThat(lanes.news().forgotten()).containsExactly("dead.example");
  }

  private void kill(String destination, int left) {
    add(destination, 4 + left);
    int begun = beginAll().size();
    List<Lease> back = new ArrayList<>();
    for (int i = 0; i < begun; i++) {
      back.addAll(lanes.ended(destination, AWAY));
    }
    assertThat(back).hasSize(left);
    assertThat(lanes.waiting()).isZero();
  }

  private void add(String destination, int count) {
    IntStream.range(0, count).forEach(i -> lanes.add(lease(destination)));
  }

  private List<String> beginAll() {
    List<String> begun = new ArrayList<>();
    Optional<Lease> next = lanes.begin();
    while (next.isPresent()) {
      begun.add(next.get().destination());
      next = lanes.begin();
    }
    return begun;
  }

  private Lease lease(String destination) {
    Envelope envelope =
        new Envelope(
            MessageId.create(0),
            Upstream.own("gw.example"),
            new ReversePath.Null(),
            List.of(Recipient.of("b@" + destination)),
            clock.instant(),
            EsmtpOptions.NONE);
    return new Lease(
        envelope,
        0,
        destination,
        List.of(0),
        List.of(new Protection.OpportunisticTls()),
        Optional.empty(),
        Discretion.UNBOUND,
        0,
        clock.instant(),
        false,
        Optional.empty(),
        Rewriting.NONE,
        1);
  }
}
