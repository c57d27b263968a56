package io.postern.packaging.demo;

import io.postern.config.Json;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyImportException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The product's first minute: a whole world on loopback, real messages through the gateway, and a
 * table of what every recipient got. Everything lies in a temporary directory and is gone
 * afterwards.
 */
public final class Demo {
  /** Every recipient got what the policy demands. */
  public static final int GOOD = 0;

  /** Somebody did not. */
  public static final int FINDING = 1;

  private final DemoGateway.Starter starter;
  private final PrintStream out;

  /**
   * @param out takes the report
   */
  public Demo(DemoGateway.Starter starter, PrintStream out) {
    this.starter = starter;
    this.out = out;
  }

  /**
   * What to do beyond running.
   *
   * @param json print one object instead of the table
   * @param keep leave everything running until SIGINT or SIGTERM
   */
  public record Options(boolean json, boolean keep) {}

  /**
   * Runs it.
   *
   * @return {@link #GOOD} or {@link #FINDING}
   * @throws IOException where the world or the gateway cannot be started
   */
  public int run(Options options) throws IOException {
    Path directory = Files.createTempDirectory("postern-demo");
    try {
      return run(options, directory);
    } finally {
      delete(directory);
    }
  }

  private int run(Options options, Path directory) throws IOException {
    List<DemoMessage> messages = DemoMessage.all();
    try (DemoWorld world = DemoWorld.start(InstantSource.system(), messages)) {
      DemoHome home = DemoHome.write(Files.createDirectory(directory.resolve("home")), world);
      try (DemoGateway gateway = starter.start(home.directory())) {
        importKeys(gateway.keys(), world.keys());
        DemoReport report =
            new DemoRun(world, home, gateway.listener(), gateway::story).run(messages, directory);
        out.println(options.json() ? Json.pretty(report.json()) : report.text());
        if (options.keep()) {
          stay(options, home, gateway);
        }
        return report.good() ? GOOD : FINDING;
      }
    }
  }

  private static void importKeys(KeyDirectory directory, DemoKeys keys) throws IOException {
    try {
      for (Map.Entry<String, DemoIdentity> entry : keys.smime().entrySet()) {
        byte[] certificate = entry.getValue().chainPem().getBytes(StandardCharsets.US_ASCII);
        directory.add(certificate, KeyImport.ofRecipients("demo", entry.getKey()));
      }
      for (Map.Entry<String, DemoKeys.OpenPgp> entry : keys.openPgp().entrySet()) {
        byte[] certificate = entry.getValue().certificate().getBytes(StandardCharsets.US_ASCII);
        directory.add(certificate, KeyImport.ofRecipients("demo", entry.getKey()));
      }
    } catch (KeyImportException e) {
      throw new IOException("the key directory does not take a recipient's key", e);
    }
  }

  private void stay(Options options, DemoHome home, DemoGateway gateway) {
    if (!options.json()) {
      out.printf(
          """
          Everything keeps running; end it with Ctrl-C. Things to try:
            open a portal link from above in a browser
            postern audit verify --home %1$s
            postern queue list --home %1$s
            openssl s_client -starttls smtp -connect %2$s:%3$d
          Messages need the upstream's secret header: %4$s
          """,
          home.directory(),
          gateway.listener().getHostString(),
          gateway.listener().getPort(),
          home.secretHeader());
    }
    out.flush();
    Stay.untilTold();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
