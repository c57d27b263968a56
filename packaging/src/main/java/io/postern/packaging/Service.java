package io.postern.packaging;

import io.postern.config.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The gateway as a service in the foreground: starts, says that it is ready, and stops in order
 * when told to.
 */
public final class Service {
  /** What is left after sessions and deliveries had their time: closing files. */
  private static final Duration LAST_STEPS = Duration.ofSeconds(10);

  private Service() {}

  /** Returns after an orderly stop. */
  public static void run(Path home, Settings settings)
      throws IOException, GeneralSecurityException, InterruptedException {
    Logs.setUp(settings.logging());
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicBoolean orderly = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(told, stopped, orderly, settings), "stop"));
    try {
      serve(home, settings, told);
      orderly.set(true);
    } finally {
      stopped.countDown();
    }
  }

  private static void serve(Path home, Settings settings, CountDownLatch told)
      throws IOException, GeneralSecurityException, InterruptedException {
    Systemd systemd = Systemd.ofEnvironment();
    try (Gateway gateway = Wiring.start(home, settings, InstantSource.system())) {
      systemd.ready("listening on " + gateway.addresses());
      awaitStop(told, systemd);
      systemd.stopping();
    }
  }

  private static void awaitStop(CountDownLatch told, Systemd systemd) throws InterruptedException {
    Optional<Duration> pause = systemd.watchdogPause();
    if (pause.isEmpty()) {
      told.await();
      return;
    }
    while (!told.await(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
      systemd.alive();
    }
  }

  /** Runs as the shutdown hook: the JVM ends when it returns. */
  private static void stop(
      CountDownLatch told, CountDownLatch stopped, AtomicBoolean orderly, Settings settings) {
    told.countDown();
    Duration most = settings.server().stopTimeout().multipliedBy(2).plus(LAST_STEPS);
    try {
      if (!stopped.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("postern: the stop took too long");
      } else if (orderly.get()) {
        // After SIGTERM the JVM itself would end with 143, which supervisors call a failure.
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
