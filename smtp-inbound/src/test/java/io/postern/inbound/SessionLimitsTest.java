package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.testing.FakeIntake.Taken;
import io.postern.core.wire.Wire;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What ends a session, and that the client always hears why. */
@Timeout(60)
final class SessionLimitsTest {
  private static final String SECRET_TEXT = "Patient-Jane-Roe";
  private static final String MESSAGE = "Subject: " + SECRET_TEXT + "\r\n\r\nhello\r\n";

  @Test
  void accept_throwsException_is451AndTheSessionGoesOn() throws Exception {
    assertNotTaken(new IllegalStateException(SECRET_TEXT));
  }

  @Test
  void accept_throwsError_is451AndTheSessionGoesOn() throws Exception {
    assertNotTaken(new StackOverflowError(SECRET_TEXT));
    assertNotTaken(new OutOfMemoryError(SECRET_TEXT));
    assertNotTaken(new NoClassDefFoundError(SECRET_TEXT));
  }

  private static void assertNotTaken(Throwable failure) throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger("io.postern.inbound");
    log.start();
    logger.addAppender(log);
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      lab.intake.refuse(e -> sneaky(failure));
      client.data().send(MESSAGE + ".\r\n").expect("451 4.3.0");
      lab.intake.refuse(e -> Optional.empty());
      client.data().send(MESSAGE + ".\r\n").expect("250");
    } finally {
      logger.detachAppender(log);
    }
    List<ILoggingEvent> failed =
        log.list.stream().filter(e -> e.getMessage().equals("session failed")).toList();
    assertThat(failed).hasSize(1);
    assertThat(failed.getFirst().getThrowableProxy()).isNull();
    assertThat(failed.getFirst().getKeyValuePairs().toString())
        .contains(failure.getClass().getName())
        .doesNotContain(SECRET_TEXT);
  }

  @SuppressWarnings("unchecked")
  private static <T, E extends Throwable> T sneaky(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void mail_intakeThrowsError_is421AndTheSessionEnds() throws Exception {
    BrokenDoor door = new BrokenDoor();
    try (Lab lab = new Lab.Build().intake(door).start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "421 4.3.0");
      assertThat(client.isClosed()).isTrue();
      try (Client next = lab.greeted()) {
        next.ask("NOOP", "250");
      }
    }
  }

  @Test
  void accept_slow_clientWaitsAndOthersAreServed() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Settings.Limits quick = Lab.Build.limits(1 << 20, 10, 10, 100, Duration.ofSeconds(1));
    try (Lab lab = new Lab.Build().limits(quick).start();
        Client slow = lab.greeted()) {
      lab.intake.refuse(e -> {
        asked.countDown();
        waitFor(go);
        return Optional.empty();
      });
      slow.data().send(MESSAGE + ".\r\n");
      waitFor(asked);
      try (Client other = lab.greeted()) {
        other.ask("NOOP", "250");
        other.expect("421 4.4.2"); // the time for a command is over, the slow message's is not
      }
      go.countDown();
      slow.expect("250 2.0.0 Ok ");
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void data_refusedMessageDoesNotEnd_is552AndClosed() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data();
      flood(client);
      client.expect("552 5.3.4");
      assertThat(client.isClosed()).isTrue();
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void bdat_refusedChunkDoesNotEnd_is552AndClosed() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope().send("BDAT 999999999999 LAST\r\n");
      flood(client);
      client.expect("552 5.3.4");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void data_tooLargeButEnding_is552AndTheSessionGoesOn() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send("A: b\r\n\r\n" + ("x".repeat(900) + "\r\n").repeat(1200) + ".\r\n");
      client.expect("552 5.3.4");
      client.data().send(MESSAGE + ".\r\n").expect("250");
    }
  }

  @Test
  void data_everyLineStuffed_countsAsWhatItIs() throws Exception {
    Settings.Limits four = Lab.Build.limits(4 << 20, 10, 10);
    try (Lab lab = new Lab.Build().limits(four).start();
        Client client = lab.greeted()) {
      // 4.17 MB of content, 5.56 MB on the wire: more than the size and the slack
      client.data().send("A: b\r\n\r\n" + "..\r\n".repeat(1_390_000) + ".\r\n");
      client.expect("250");
    }
  }

  /** Three times what may come, as far as the server reads it. */
  private static void flood(Client client) {
    String block = ("y".repeat(1022) + "\r\n").repeat(64);
    try {
      for (int i = 0; i < 40; i++) {
        client.send(block);
      }
    } catch (java.io.IOException e) {
      // it closed before we were done
    }
  }

  @Test
  void content_trickling_isATimeout() throws Exception {
    AtomicLong now = new AtomicLong();
    Conversation conversation = sending(16);
    ContentInput slow = input(conversation, now);
    for (int i = 0; i < 5; i++) {
      now.addAndGet(TimeUnit.SECONDS.toNanos(11));
      slow.await(false);
      conversation.consume(16);
    }
    now.addAndGet(TimeUnit.SECONDS.toNanos(11));
    assertThatThrownBy(() -> slow.await(false)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void content_atTheLeastRate_isRead() throws Exception {
    AtomicLong now = new AtomicLong();
    Conversation conversation = sending(512);
    ContentInput steady = input(conversation, now);
    for (int i = 0; i < 100; i++) {
      now.addAndGet(TimeUnit.SECONDS.toNanos(30));
      assertThatCode(() -> steady.await(false)).doesNotThrowAnyException();
      conversation.consume(512);
    }
  }

  private static ContentInput input(Conversation conversation, AtomicLong now) {
    return new ContentInput(conversation, Lab.Build.limits(1 << 20, 10, 10), now::get);
  }

  /** A client of which each read gives so many octets. */
  private static Conversation sending(int octets) {
    Wire wire =
        (Wire)
            Proxy.newProxyInstance(
                Wire.class.getClassLoader(),
                new Class<?>[] {Wire.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "read" -> octets;
                      case "hasInput" -> true;
                      default -> null;
                    });
    return new Conversation(wire, Duration.ofHours(1));
  }

  @Test
  void session_moreMessagesThanAllowed_is421() throws Exception {
    try (Lab lab = new Lab.Build().limits(Lab.Build.session(2, Duration.ofMinutes(10))).start();
        Client client = lab.greeted()) {
      client.data().send(MESSAGE + ".\r\n").expect("250");
      client.data().send(MESSAGE + ".\r\n").expect("250");
      client.ask("MAIL FROM:<a@example.org>", "421 4.7.0");
      assertThat(client.isClosed()).isTrue();
      assertThat(lab.intake.taken()).hasSize(2);
    }
  }

  @Test
  void session_afterTolerance_saysWhatInTheLog() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger("io.postern.inbound");
    log.start();
    logger.addAppender(log);
    try (Lab lab = new Lab.Build().tolerant().start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM: <a@example.org>", "250");
      client.ask("RCPT TO:b@example.net", "250");
      client.ask("QUIT", "221");
      assertThat(client.isClosed()).isTrue();
      lab.listener.stop(Duration.ofSeconds(10));
      assertThat(lab.meters.counted())
          .contains("postern_inbound_tolerated listener=lab tolerance=extra_spaces");
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .filteredOn(e -> e.getMessage().equals("session ended"))
        .extracting(e -> e.getKeyValuePairs().toString())
        .anyMatch(pairs -> pairs.contains("tolerated=\"extra_spaces,missing_brackets\""));
  }

  @Test
  void transaction_tooLong_is421HoweverBusy() throws Exception {
    Settings.Limits quick = Lab.Build.limit("transactionTimeout", Duration.ofMillis(300));
    try (Lab lab = new Lab.Build().limits(quick).start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "250");
      String reply;
      do {
        reply = client.send("RCPT TO:<b@example.net>\r\n").reply();
      } while (reply.startsWith("250") || reply.startsWith("452"));
      assertThat(reply).startsWith("421 4.4.2");
    }
  }

  @Test
  void transaction_over_leavesTheSessionItsTime() throws Exception {
    long begun = System.nanoTime();
    Duration longest = Duration.ofMillis(500);
    try (Lab lab = new Lab.Build().limits(Lab.Build.limit("transactionTimeout", longest)).start();
        Client client = lab.greeted()) {
      while (System.nanoTime() - begun < 2 * longest.toNanos()) {
        client.data().send(MESSAGE + ".\r\n").expect("250");
        client.ask("MAIL FROM:<a@example.org>", "250");
        client.ask("RSET", "250");
      }
    }
  }

  @Test
  void session_busyForTooLong_is421() throws Exception {
    try (Lab lab = new Lab.Build().limits(Lab.Build.session(100, Duration.ofMillis(300))).start();
        Client client = lab.greeted()) {
      List<String> replies = new ArrayList<>();
      String reply;
      do {
        reply = client.send("NOOP\r\n").reply();
        replies.add(reply);
      } while (reply.startsWith("250"));
      assertThat(replies.getLast()).startsWith("421 4.4.2");
    }
  }

  @Test
  void client_onIpv6_isKnownByItsAddress() throws Exception {
    UpstreamSettings six = Lab.network("six", "::1/128", Optional.empty(), List.of());
    try (Lab lab = new Lab.Build().address("::1").upstreams(six).start();
        Client client = lab.greeted()) {
      client.data().send(MESSAGE + ".\r\n").expect("250");
      Taken taken = lab.intake.taken().getFirst();
      assertThat(taken.envelope().upstream().name()).isEqualTo("six");
      assertThat(taken.envelope().upstream().clientAddress()).contains(":1");
      assertThat(lab.onlyMessage()).contains("([IPv6:");
    }
    try (Lab lab = new Lab.Build().address("::1").start();
        Client stranger = lab.greeted()) {
      stranger.ask("MAIL FROM:<a@example.org>", "250");
      stranger.ask("RCPT TO:<b@example.net>", "550 5.7.1");
    }
  }
}
