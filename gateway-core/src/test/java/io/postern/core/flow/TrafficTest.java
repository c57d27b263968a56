package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.model.Decision;
import io.postern.core.model.Deferral;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Screening;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.queue.SenderNotices;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FakeCourier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one destination does must not matter to the others. */
class TrafficTest {
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final Protection ANY = new Protection.OpportunisticTls();
  private static final BytesContent MESSAGE =
      BytesContent.of("From: a@clinic.example\nSubject: x\n\nThe letter.\n");
  private static final Outcome AWAY =
      new Outcome.Deferred(HostReply.own(451, "4.4.1", "refused"), Deferral.DESTINATION);

  @TempDir private Path directory;
  private Spine spine;
  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final Map<String, Outcome> answers = new ConcurrentHashMap<>();
  private final AtomicInteger delivered = new AtomicInteger();

  @BeforeEach
  void build() {
    spine = Spine.open(directory, 20);
    spine.policy((e, c) -> deliver(e, ANY));
    answer("dead.example", AWAY);
  }

  @AfterEach
  void close() {
    spine.close();
  }

  @Test
  void deadDestination_manyQueued_isTriedAFewTimesAndOthersAreServed() throws IOException {
    for (int i = 0; i < 300; i++) {
      accept("b@dead.example");
    }
    for (int i = 0; i < 50; i++) {
      accept("b@d" + i % 10 + ".example");
    }
    spine.start();

    await().until(() -> delivered() == 50);
    await().until(() -> queuedFor("dead.example") == 300);
    assertThat(tried("dead.example")).isLessThanOrEqualTo(8);
    spine.clock().advance(Duration.ofSeconds(61));
    await().until(() -> tried("dead.example") > 4);
    answer("dead.example", FakeCourier.delivered("opportunistic"));
    spine.clock().advance(Duration.ofMinutes(5));
    await().atMost(Duration.ofSeconds(30)).until(() -> delivered() == 350);
  }

  @Test
  void deadDestination_aPersonWantsItTried_isTriedAtOnce() throws IOException {
    for (int i = 0; i < 20; i++) {
      accept("b@dead.example");
    }
    spine.start();
    await().until(() -> queuedFor("dead.example") == 20 && told("dead.example"));
    int before = tried("dead.example");
    answer("dead.example", FakeCourier.delivered("opportunistic"));

    assertThat(spine.admin().retryAll(Optional.of("dead.example")).destinations()).isEqualTo(1);

    await().atMost(Duration.ofSeconds(20)).until(() -> delivered() == 20);
    assertThat(tried("dead.example")).isGreaterThan(before);
  }

  @Test
  void deadDestination_aPersonWantsOneMessageTried_isTriedAtOnce() throws IOException {
    MessageId id = accept("b@dead.example");
    for (int i = 0; i < 8; i++) {
      accept("b@dead.example");
    }
    spine.start();
    await().until(() -> queuedFor("dead.example") == 9 && told("dead.example"));
    answer("dead.example", FakeCourier.delivered("opportunistic"));

    spine.admin().retry(id);

    await().atMost(Duration.ofSeconds(20)).until(() -> spine.story(id).contains("delivered"));
  }

  @Test
  void slowDestination_timeIsOverWhileTheNodeWasDown_isTriedFirst() throws Exception {
    spine.policy((e, c) -> deliver(e, TLS));
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger stuck = new AtomicInteger();
    spine
        .courier()
        .answer((c, r) -> {
          stuck.incrementAndGet();
          awaitQuietly(never);
          return FakeCourier.delivered("tls");
        });
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ids.add(accept("b@slow.example"));
    }
    spine.clock().advance(Duration.ofHours(25));
    spine.start();
    await().until(() -> stuck.get() == 4);
    spine.custodian().round();
    assertThat(queuedFor("slow.example")).isPositive();
    assertThat(ids).noneMatch(id -> spine.story(id).contains("failed"));

    spine.clock().advance(Duration.ofHours(1));
    spine.custodian().round();
    assertThat(ids).noneMatch(id -> spine.story(id).contains("failed"));

    spine.clock().advance(Duration.ofHours(6));
    spine.custodian().round();

    assertThat(queuedFor("slow.example")).isZero();
    assertThat(ids).anyMatch(id -> spine.story(id).contains("failed"));
    never.countDown();
  }

  @Test
  void leasesTakenOverByAnotherNode_whatWaitsInMemory_isNotCarried() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger carried = new AtomicInteger();
    spine
        .courier()
        .answer((c, r) -> {
          carried.incrementAndGet();
          awaitQuietly(never);
          return FakeCourier.delivered("tls");
        });
    spine.start();
    for (int i = 0; i < 6; i++) {
      accept("b@slow.example");
    }
    await().until(() -> carried.get() == 4 && spine.meters().shown("postern_queue_waiting") == 2);
    spine
        .database()
        .write(tx ->
            tx.prepare("UPDATE delivery SET owner = 'other' WHERE state = 'leased'")
                .executeUpdate())
        .join();

    spine.clock().advance(Duration.ofMinutes(31));
    never.countDown();

    await().until(() -> spine.meters().shown("postern_queue_running") == 0);
    assertThat(spine.meters().shown("postern_queue_waiting")).isZero();
    assertThat(carried).hasValue(4);
  }

  @Test
  void deadDestination_delayNotice_quotesNothingSaidOfOthers() throws IOException {
    spine
        .courier()
        .answer((c, r) ->
            r.mailbox().address().endsWith("dead.example")
                ? new Outcome.Deferred(
                    HostReply.own(451, "4.4.1", "not for " + r.mailbox().address()),
                    Deferral.DESTINATION)
                : FakeCourier.delivered("opportunistic"));
    for (int i = 0; i < 9; i++) {
      accept("u" + i + "@dead.example");
    }
    spine.start();
    await().until(() -> queuedFor("dead.example") == 9);

    spine.clock().advance(Duration.ofHours(5));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          spine.custodian().round();
          return notices("DELAYED") == Spine.NOTICES;
        });
    for (String text : carried("DELAYED")) {
      String recipient = text.substring(text.indexOf("\r\n\r\n") + 4).split(" ")[0];
      assertThat(text.replace(recipient, "")).doesNotContain("@dead.example");
    }
  }

  @Test
  void slowDestination_fillsNeitherWorkersNorMemory() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger stuck = new AtomicInteger();
    spine
        .courier()
        .answer((c, r) -> {
          if (c.nextHop().startsWith("slow")) {
            stuck.incrementAndGet();
            awaitQuietly(never);
          }
          delivered.incrementAndGet();
          return FakeCourier.delivered("opportunistic");
        });
    spine.start();
    for (int i = 0; i < 60; i++) {
      accept("b@slow" + i % 2 + ".example");
    }
    await().until(() -> stuck.get() >= 4);
    for (int i = 0; i < 30; i++) {
      accept("b@quick" + i % 3 + ".example");
    }

    await().until(() -> delivered() == 30);
    assertThat(stuck.get()).isLessThan(8);
    never.countDown();
    await().until(() -> spine.admin().backlog().isEmpty());
  }

  @Test
  void throttled_isTriedAgainSoonAndNotCounted() throws IOException {
    answer(
        "busy.example",
        new Outcome.Deferred(HostReply.own(451, "4.7.500", "busy"), Deferral.SLOW_DOWN));
    spine.start();
    MessageId id = accept("b@busy.example");
    await().until(() -> spine.story(id).contains("deferred"));
    await().until(() -> spine.admin().show(id).getFirst().state().equals("queued"));

    assertThat(spine.admin().show(id).getFirst().attempts()).isZero();
    answer("busy.example", FakeCourier.delivered("opportunistic"));
    spine.clock().advance(Duration.ofSeconds(70));
    await().until(() -> delivered() == 1);
  }

  @Test
  void deadDestination_protectedMailIsOver_senderHearsWithoutAnotherAttempt() throws IOException {
    spine.policy((e, c) -> deliver(e, TLS));
    for (int i = 0; i < 6; i++) {
      accept("b@dead.example");
    }
    spine.start();
    await().until(() -> queuedFor("dead.example") == 6);

    spine.clock().advance(Duration.ofHours(5));
    spine.custodian().round();
    await().until(() -> notices("DELAYED") > 0);
    spine.clock().advance(Duration.ofHours(20));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          spine.custodian().round();
          return queuedFor("dead.example") == 0;
        });
  }

  @Test
  void hostLostAfterTheContent_isTriedAgainAndCounted() throws IOException {
    answer(
        "lost.example",
        new Outcome.Deferred(HostReply.own(451, "4.4.2", "lost"), Deferral.UNANSWERED));
    spine.start();
    MessageId id = accept("b@lost.example");
    await().until(() -> spine.meters().counted("postern_possible_duplicates") == 1);

    answer("lost.example", FakeCourier.delivered("opportunistic"));
    await().until(() -> spine.admin().show(id).getFirst().state().equals("queued"));
    spine.clock().advance(Duration.ofSeconds(70));
    await().until(() -> delivered() == 1);
    assertThat(spine.meters().counted("postern_possible_duplicates")).isEqualTo(1);
  }

  @Test
  void notices_moreThanTheLimit_areHeldForAPerson() throws IOException {
    answer("gone.example", new Outcome.Failed(HostReply.own(550, "5.1.1", "nobody")));
    spine.start();
    for (int i = 0; i < 8; i++) {
      accept("b@gone.example");
    }

    await().until(() -> held() == 8 - Spine.NOTICES);
    await().until(() -> notices("FAILED") == Spine.NOTICES);
    assertThat(spine.admin().list(Optional.of("held"), 100))
        .allMatch(r -> r.holdQueue().orElse("").equals(SenderNotices.TOO_MANY))
        .allMatch(r -> r.from().equals("<>") || r.from().isEmpty());
    spine.clock().advance(Duration.ofHours(2));
    accept("b@gone.example");
    await().until(() -> notices("FAILED") == Spine.NOTICES + 1);
    spine.custodian().round();
    await().until(() -> notices("FAILED") == 9 && held() == 0);
  }

  @Test
  void notices_ofNotices_areNeverWritten() throws IOException {
    answer("gone.example", new Outcome.Failed(HostReply.own(550, "5.1.1", "nobody")));
    answer("clinic.example", new Outcome.Failed(HostReply.own(550, "5.1.1", "nobody")));
    spine.start();
    accept("b@gone.example");

    await().until(() -> tried("clinic.example") == 1);
    await().until(() -> spine.admin().list(Optional.empty(), 10).isEmpty());
    assertThat(tried("clinic.example")).isEqualTo(1);
  }

  private void answer(String domain, Outcome outcome) {
    answers.put(domain, outcome);
    spine
        .courier()
        .answer((c, r) -> {
          attempts.computeIfAbsent(c.nextHop(), h -> new AtomicInteger()).incrementAndGet();
          Outcome given = answers.getOrDefault(c.nextHop(), FakeCourier.delivered("opportunistic"));
          if (given instanceof Outcome.Delivered) {
            delivered.incrementAndGet();
          }
          return given;
        });
  }

  private int tried(String destination) {
    return attempts.getOrDefault(destination, new AtomicInteger()).get();
  }

  private int delivered() {
    return delivered.get();
  }

  private long queuedFor(String destination) {
    return spine.admin().backlog().stream()
        .filter(b -> b.destination().equals(destination))
        .mapToLong(b -> b.deliveries())
        .sum();
  }

  private boolean told(String destination) {
    return spine.admin().destinations(spine.clock().instant()).stream()
        .anyMatch(t ->
            t.state().destination().equals(destination) && t.state().suspendedUntil().isPresent());
  }

  private long held() {
    return spine.admin().list(Optional.of("held"), 100).size();
  }

  private long notices(String action) {
    return carried(action).size();
  }

  private List<String> carried(String action) {
    return spine.courier().carried().stream()
        .map(c -> new String(c.content().bytes(), StandardCharsets.US_ASCII))
        .filter(text -> text.startsWith("Subject: " + action))
        .toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Judgement deliver(Envelope envelope, Protection protection) {
    return new Judgement(
        Screening.OWN_MAIL,
        envelope.to().stream()
            .map(r -> (Decision) new Decision.Deliver(r, List.of(protection), Reasons.of("test")))
            .toList());
  }

  private MessageId accept(String to) throws IOException {
    MessageId id = MessageId.create(spine.clock().millis());
    Envelope envelope =
        new Envelope(
            id,
            new Upstream(
                "office", Upstream.Kind.NETWORK, "192.0.2.9", "h", "ESMTP", Optional.empty()),
            ReversePath.of("a@clinic.example"),
            List.of(Recipient.of(to)),
            spine.clock().instant(),
            EsmtpOptions.NONE);
    try (Draft draft = spine.flow().newDraft(id)) {
      draft.sink().write(MESSAGE.bytes());
      return ((Acceptance.Accepted) spine.flow().accept(envelope, draft)).id();
    }
  }
}
