package io.postern.packaging.journey;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code postern run} in a process of its own; its log goes to a file. */
final class ChildGateway implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:([0-9]+)");
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;
  private final int port;

  private ChildGateway(Process process, Path log) {
    this.process = process;
    this.log = log;
    Awaitility.await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> log().contains("started as") || !process.isAlive());
    Matcher address = ADDRESS.matcher(lines("listening"));
    if (!address.find()) {
      process.toHandle().destroyForcibly();
      throw new AssertionError("the gateway did not start: " + log());
    }
    port = Integer.parseInt(address.group(1));
  }

  /**
   * Returns once its port is open.
   *
   * @param environment in addition to ours
   * @param options for the JVM
   */
  static ChildGateway start(Path home, Map<String, String> environment, String... options)
      throws IOException {
    Path log = Files.createTempFile(home, "gateway", ".log");
    ProcessBuilder builder = command(home, options).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new ChildGateway(builder.redirectOutput(log.toFile()).start(), log);
  }

  /** The command line of {@code postern run}. */
  static ProcessBuilder command(Path home, String... options) {
    return postern(List.of(options), "run", "--home", home.toString());
  }

  /** The command line of any command of ours. */
  static ProcessBuilder postern(List<String> options, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.postern.packaging.Main");
    command.addAll(List.of(words));
    return new ProcessBuilder(command);
  }

  InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", port);
  }

  /** Everything that it printed so far. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The lines of the log that hold this. */
  private String lines(String text) {
    return String.join("\n", log().lines().filter(l -> l.contains(text)).toList());
  }

  boolean running() {
    return process.isAlive();
  }

  /** SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL, and waits for the end. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    exitCode();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the gateway does not end: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }
}
