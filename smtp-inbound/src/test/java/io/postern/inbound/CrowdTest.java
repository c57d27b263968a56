package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many who only wait, some who trickle, and those who have mail to send. */
@Timeout(60)
class CrowdTest {
  private static final int IDLE = 1_000;
  private static final int SLOW = 50;
  private static final int MESSAGES = 200;

  /** Far above what a message takes, far below any timeout of ours. */
  private static final Duration AT_MOST = Duration.ofSeconds(2);

  @Test
  void messages_besideIdleAndTricklingClients_areTakenAsUsual() throws Exception {
    List<Client> crowd = new ArrayList<>();
    ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
    try (Lab lab = new Lab.Build().limits(Lab.Build.sessions(2 * IDLE, 2 * IDLE)).start();
        Client normal = lab.greeted()) {
      for (int i = 0; i < IDLE; i++) {
        crowd.add(lab.greeted());
      }
      for (int i = 0; i < SLOW; i++) {
        Client slow = i % 2 == 0 ? lab.greeted() : lab.greeted().data();
        crowd.add(slow);
        trickle.scheduleAtFixedRate(() -> send(slow), 0, 100, TimeUnit.MILLISECONDS);
      }
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        long start = System.nanoTime();
        normal.data().send("Subject: x\r\n\r\nbody\r\n.\r\n").expect("250");
        times.add(System.nanoTime() - start);
      }
      times.sort(null);
      assertThat(Duration.ofNanos(times.get(MESSAGES * 99 / 100))).isLessThan(AT_MOST);
      assertThat(lab.intake.taken()).hasSize(MESSAGES);
      crowd.getFirst().ask("NOOP", "250");
    } finally {
      trickle.shutdownNow();
      for (Client client : crowd) {
        client.close();
      }
    }
  }

  private static void send(Client slow) {
    try {
      slow.send("x");
    } catch (java.io.IOException e) {
      // The test is over and the listener gone.
    }
  }

  /** A full house makes room: who waits longest goes, who comes is served. */
  @Test
  void connect_moreThanFourFifthsInUse_thoseThatWaitedLongGo() throws Exception {

    List<Client> waiting = new ArrayList<>();
    try (Lab lab = new Lab.Build().limits(Lab.Build.sessions(20, 20)).start()) {
      for (int i = 0; i < 20; i++) {
        waiting.add(lab.greeted());
      }
      try (Client late = lab.client()) {
        late.expect("421 4.7.0");
      }
      assertThat(lab.meters.counted("postern_inbound_turned_away listener=lab reason=none_left"))
          .isEqualTo(1);
      // The labs' stress timeout is one second; the next newcomer after it clears the house.
      waiting.getFirst().awaitSilence(Duration.ofMillis(1200));
      try (Client late = lab.client()) {
        String first = late.reply();
        assertThat(first)
            .satisfiesAnyOf(
                r -> assertThat(r).startsWith("220"), r -> assertThat(r).startsWith("421"));
      }
      for (Client client : waiting) {
        client.expect("421 4.4.2");
      }
      try (Client next = lab.greeted()) {
        next.ask("NOOP", "250");
      }
    }
  }

  @Test
  void connect_overTheLimitOfOneAddress_isTurnedAwayAndCounted() throws Exception {

    try (Lab lab = new Lab.Build().limits(Lab.Build.sessions(20, 1)).start();
        Client first = lab.greeted();
        Client second = lab.client()) {
      second.expect("421 4.7.0");
      first.ask("NOOP", "250");
      assertThat(
              lab.meters.counted(
                  "postern_inbound_turned_away listener=lab reason=none_left_for_client"))
          .isEqualTo(1);
      assertThat(lab.meters.shown("postern_inbound_sessions listener=lab")).isEqualTo(1);
    }
  }
}
