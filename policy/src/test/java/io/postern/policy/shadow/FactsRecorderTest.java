package io.postern.policy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.store.Database;
import io.postern.core.store.JudgedStore;
import io.postern.core.store.SqlDatabase;
import io.postern.core.store.Work;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.RulesEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FactsRecorderTest {
  private static final Scanner SCANNER = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();

  /** While it commits, another message comes. */
  private record BusyStore(Database real, Runnable meanwhile) implements Database {
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> write(Work<T> work) {
      CompletableFuture<T> written = real.write(work);
      meanwhile.run();
      return written;
    }

    @Override
    public <T extends @Nullable Object> T read(Query<T> query) {
      return real.read(query);
    }

    @Override
    public boolean healthy() {
      return real.healthy();
    }

    @Override
    public Optional<Reply> refusal() {
      return real.refusal();
    }

    @Override
    public void tidy() {
      real.tidy();
    }

    @Override
    public void close() {}
  }

  @Test
  @Timeout(20)
  void look_mailComesWithoutEnd_writesWhatWasThereAndReturns() throws IOException {
    Files.createDirectories(directory.resolve("policies"));
    Files.writeString(directory.resolve("policies/10.yaml"), "rules: [{name: r, protect: tls}]\n");
    RulesEngine engine = new RulesEngine(SCANNER, PolicySet.load(directory.resolve("policies")));
    Runnable oneMore = () -> engine.judge(envelope(), Mail.plain("See you at noon."));
    try (SqlDatabase real = Stores.open(Stores.sqliteSettings(), directory)) {
      JudgedStore busy = new JudgedStore(new BusyStore(real, oneMore));
      FactsRecorder recorder = new FactsRecorder(busy, Duration.ofDays(1), clock);
      engine.watchedBy(recorder);
      oneMore.run();
      oneMore.run();

      recorder.look();
      assertThat(new JudgedStore(real).page(Instant.EPOCH, "", 100)).hasSize(2);

      recorder.look();
      assertThat(new JudgedStore(real).page(Instant.EPOCH, "", 100).size()).isGreaterThan(2);
    }
  }

  private Envelope envelope() {
    return new Envelope(
        MessageId.create(clock.millis()),
        Upstream.own("gw.example"),
        ReversePath.of("dr@clinic.example"),
        List.of(Recipient.of("b@example.org")),
        clock.instant(),
        EsmtpOptions.NONE);
  }
}
