package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.model.Outcome;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.TlsSink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Connections used again, and how many there are. */
class ReuseTest {
  private static final Certs CA = new Certs("root");
  private static final FakeDns DNS =
      new FakeDns()
          .mx("example.org", "10 mx.example.org")
          .mx("other.example", "10 mx.example.org")
          .a("mx.example.org", "127.0.0.1");

  @Test
  void deliver_manyAtOnce_fewConnectionsAllVerified() throws Exception {
    int messages = Integer.getInteger("postern.reuse.messages", 1000);
    try (TlsSink sink = new TlsSink(CA.good("mx.example.org"));
        Rig rig = new Rig(DNS, Options.of(sink.port(), CA.root()).perHost(20))) {
      long start = System.nanoTime();
      AtomicInteger delivered = new AtomicInteger();
      try (ExecutorService workers =
          Executors.newFixedThreadPool(50, Thread.ofVirtual().factory())) {
        for (int i = 0; i < messages; i++) {
          workers.submit(() -> {
            if (rig.deliver(Rig.TLS, "a@example.org").getFirst() instanceof Outcome.Delivered d
                && d.proof().tls().orElseThrow().authenticated()) {
              delivered.incrementAndGet();
            }
          });
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("reuse: %d messages, %.0f/s%n", messages, messages / seconds);
      assertThat(delivered).hasValue(messages);
      assertThat(sink.messages()).isEqualTo(messages);
      assertThat(sink.connections()).isBetween(1, 20);
    }
  }

  @Test
  void deliver_otherNextHopOnSameHost_ownConnection() throws IOException {
    // The certificate proves mx.example.org for example.org; for other.example it proves nothing.
    try (TlsSink sink = new TlsSink(CA.good("mx.example.org"));
        Rig rig = new Rig(DNS, Options.of(sink.port(), CA.root()))) {
      assertThat(rig.deliver(Rig.TLS, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(rig.deliver(Rig.TLS, "a@other.example").getFirst())
          .isInstanceOf(Outcome.Unprotectable.class);
      assertThat(sink.messages()).isEqualTo(1);
    }
  }

  /** Some hosts end sessions by their age (Haraka 2321). */
  @Test
  void deliver_afterReuseTime_newConnection() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    InstantSource clock = now::get;
    try (ScriptedServer server = new ScriptedServer(p -> p.open("PIPELINING").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()).clock(clock))) {
      for (int i = 0; i < 3; i++) {
        rig.deliver(Rig.ANY, "a@example.org");
        now.updateAndGet(t -> t.plus(Duration.ofSeconds(2)));
      }
      assertThat(server.connections()).isEqualTo(1);
      now.updateAndGet(t -> t.plus(Duration.ofMinutes(6)));
      // The reaper says goodbye by itself; the next message cannot get the old connection.
      await().until(() -> server.heard().contains("QUIT"));
      rig.deliver(Rig.ANY, "a@example.org");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  /** The connection is nobody's before RSET is answered (Haraka 1852). */
  @Test
  void deliver_noResetBetweenGoodMessages_butAfterARefusedOne() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> {
              p.open("PIPELINING");
              p.hear("MAIL");
              p.hear("RCPT");
              p.hear("DATA");
              p.say("250 ok", "550 no", "554 no recipients").hear("RSET");
              p.say("250 ok");
              p.takeAll();
            });
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Failed.class);
      assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.heard().split("RSET", -1)).hasSize(2);
    }
  }

  @Test
  void close_idleConnections_saysQuit() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open("PIPELINING").takeAll())) {
      try (Rig rig = new Rig(DNS, Options.of(server.port()))) {
        rig.deliver(Rig.ANY, "a@example.org");
      }
      assertThat(server.heard()).endsWith("QUIT\r\n");
    }
  }
}
