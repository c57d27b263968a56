package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** A command that runs beside the test, whose output can be waited for. */
final class WatchedRun {
  private final StringWriter out = new StringWriter();
  private final CountDownLatch printed = new CountDownLatch(1);
  private final CompletableFuture<Ran> result;

  /** Starts it. */
  WatchedRun(String... args) {
    StringWriter err = new StringWriter();
    CommandLine command =
        Postern.commandLine().setOut(watched()).setErr(new PrintWriter(err, true));
    result =
        CompletableFuture.supplyAsync(() -> {
          int code = command.execute(args);
          command.getOut().flush();
          return new Ran(code, out.toString(), err.toString());
        });
  }

  private PrintWriter watched() {
    return new PrintWriter(out, true) {
      @Override
      public void println(String line) {
        super.println(line);
        if (line.startsWith("waiting until ")) {
          printed.countDown();
        }
      }
    };
  }

  CompletableFuture<Ran> result() {
    return result;
  }

  void awaitWaiting() throws InterruptedException {
    assertThat(printed.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
