package io.postern.core.flow;

import io.postern.config.DataSize;
import io.postern.config.settings.Settings;
import io.postern.core.loop.LoopGuard;
import io.postern.core.loop.TraceField;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import io.postern.core.port.DsnWriter;
import io.postern.core.port.PolicyEngine;
import io.postern.core.queue.Custodian;
import io.postern.core.queue.Dispatcher;
import io.postern.core.queue.HeldMail;
import io.postern.core.queue.HoldEnds;
import io.postern.core.queue.MessageEnd;
import io.postern.core.queue.PolicyNotices;
import io.postern.core.queue.PortalKeeper;
import io.postern.core.queue.QueueAdmin;
import io.postern.core.queue.RetrySchedule;
import io.postern.core.queue.SenderNotices;
import io.postern.core.queue.SettledMail;
import io.postern.core.queue.Worker;
import io.postern.core.seal.RootKey;
import io.postern.core.spool.Spool;
import io.postern.core.spool.Vault;
import io.postern.core.store.QueueStore;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.FakeCourier;
import io.postern.core.testing.FakeMeters;
import io.postern.core.traffic.Shape;
import io.postern.core.trail.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The whole spine on a real store, with a courier and a policy engine that do as they are told. */
final class Spine implements AutoCloseable {
  private static final byte[] ROOT =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final Settings.Storage STORAGE =
      new Settings.Storage(
          Settings.Engine.SQLITE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          2,
          64,
          1000,
          new DataSize(0));
  private static final Settings.Queue QUEUE =
      new Settings.Queue(
          List.of(Duration.ofMinutes(1)),
          0.0,
          Duration.ofDays(5),
          Duration.ofDays(1),
          Duration.ofHours(4),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          100,
          Duration.ofMinutes(30));

  /** What one sender gets in an hour. */
  static final int NOTICES = 3;

  /** Often, so that tests do not wait for it. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Of every destination. */
  static final Shape SHAPE = new Shape(4, 4, 1, Duration.ofMinutes(1), Duration.ofMinutes(15), 0);

  /** What policy says of one recipient. */
  interface Rule {
    Decision decide(Recipient recipient);
  }

  private final FakeClock clock = FakeClock.create();
  private final FakeCourier courier = new FakeCourier();
  private final FakeMeters meters = new FakeMeters();
  private final SqlDatabase database;
  private final QueueStore queue;
  private final Dispatcher dispatcher;
  private final MessageFlow flow;
  private final QueueAdmin admin;
  private final HeldMail held;
  private final Spool spool;
  private final HoldEnds holds;
  private final Custodian custodian;
  private final TraceField trace;
  private final LoopGuard loops;
  private volatile SettledMail watch = SettledMail.UNWATCHED;
  private volatile BooleanSupplier open = () -> true;
  private volatile PolicyEngine policy =
      (e, c) -> {
        throw new IllegalStateException("no policy given");
      };

  private Spine(Settings.Storage storage, Path directory, int memory) {
    RootKey root = RootKey.take(ROOT.clone());
    database = SqlDatabase.open(storage, directory, "test", root, clock);
    Vault vault = Vault.open(database, root, clock);
    spool = new Spool(database, vault);
    queue = new QueueStore(database);
    RetrySchedule schedule = new RetrySchedule(QUEUE, () -> 0.5);
    MessageEnd end = new MessageEnd(queue, spool, new PortalKeeper());
    SenderNotices notices =
        new SenderNotices(spool, Spine::dsn, schedule, clock, "gw.example", NOTICES);
    Worker worker =
        new Worker(
            database,
            spool,
            courier,
            notices,
            end,
            schedule,
            clock,
            "test",
            (envelope, events) -> watch.settled(envelope, events));
    dispatcher =
        new Dispatcher(
            database,
            worker,
            clock,
            "test",
            new Dispatcher.Limits(8, memory, Duration.ofMinutes(30), LOOK, d -> SHAPE),
            () -> open.getAsBoolean(),
            meters);
    trace = new TraceField(root, "test", clock);
    loops = new LoopGuard(trace, root, new Settings.Loops(3, Duration.ofHours(1)), 50, clock);
    flow =
        new MessageFlow(
            new GivenPolicy(),
            loops,
            spool,
            database,
            dispatcher,
            schedule,
            new PolicyNotices(spool, schedule, clock, "gw.example"));
    admin = new QueueAdmin(database, end);
    held = new HeldMail(database, spool, schedule);
    holds = new HoldEnds(database, schedule, () -> open.getAsBoolean());
    custodian =
        new Custodian(database, vault, spool, end, holds, dispatcher, clock, Duration.ofHours(2));
  }

  static Spine open(Path directory, int memory) {
    return open(STORAGE, directory, memory);
  }

  static Spine open(Settings.Storage storage, Path directory, int memory) {
    return new Spine(storage, directory, memory);
  }

  void start() {
    dispatcher.start();
  }

  void policy(PolicyEngine policy) {
    this.policy = policy;
  }

  /** Whether anything may leave. */
  void open(BooleanSupplier open) {
    this.open = open;
  }

  void watch(SettledMail watch) {
    this.watch = watch;
  }

  FakeClock clock() {
    return clock;
  }

  FakeMeters meters() {
    return meters;
  }

  FakeCourier courier() {
    return courier;
  }

  MessageFlow flow() {
    return flow;
  }

  TraceField trace() {
    return trace;
  }

  LoopGuard loops() {
    return loops;
  }

  QueueAdmin admin() {
    return admin;
  }

  HeldMail held() {
    return held;
  }

  SqlDatabase database() {
    return database;
  }

  HoldEnds holds() {
    return holds;
  }

  Spool spool() {
    return spool;
  }

  Custodian custodian() {
    return custodian;
  }

  QueueStore queue() {
    return queue;
  }

  AuditTrail audit() {
    return new AuditTrail(database, RootKey.take(ROOT.clone()));
  }

  /** The types of a message's events, in order. */
  List<String> story(MessageId id) {
    return audit().ofMessage(id).stream().map(e -> e.type()).toList();
  }

  /** Flips one bit in the middle of a message's stored content. */
  void damage(MessageId id) {
    database
        .write(tx -> {
          PreparedStatement read = tx.prepare("SELECT data FROM content WHERE message_id = ?");
          read.setString(1, id.value());
          byte[] data;
          try (var r = read.executeQuery()) {
            r.next();
            data = r.getBytes(1);
          }
          data[data.length / 2] ^= 1;
          PreparedStatement write = tx.prepare("UPDATE content SET data = ? WHERE message_id = ?");
          write.setBytes(1, data);
          write.setString(2, id.value());
          return write.executeUpdate();
        })
        .join();
  }

  /** Ends without giving anything back, as a crash would. */
  void abandon() {
    database.close();
  }

  @Override
  public void close() {
    dispatcher.stop(Duration.ofSeconds(5));
    dispatcher.close();
    custodian.close();
    database.close();
  }

  /** Whatever the test gave last. */
  private final class GivenPolicy implements PolicyEngine {
    @Override
    public Judgement judge(Envelope envelope, Content content) {
      return policy.judge(envelope, content);
    }

    @Override
    public Optional<String> version() {
      return policy.version();
    }
  }

  private static void dsn(
      DsnWriter.Action action,
      Envelope original,
      Content content,
      List<DsnWriter.Status> statuses,
      Envelope notice,
      java.io.OutputStream out)
      throws java.io.IOException {
    StringBuilder text = new StringBuilder("Subject: " + action + "\r\n\r\n");
    statuses.forEach(
        s -> text.append(s.recipient().mailbox().address()).append(' ').append(s.reply()));
    out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
