package io.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as in production: a JVM of its own, observed through {@code /proc}. */
final class GatewayProcess implements AutoCloseable {
  private static final String MAIN = "io.postern.packaging.Main";
  private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");
  private static final double TICKS_PER_SECOND = 100;
  private static final int STOP_SECONDS = 60;

  private final BenchHome home;
  private final Process process;

  private GatewayProcess(BenchHome home, Process process) {
    this.home = home;
    this.process = process;
  }

  /**
   * Starts it and waits for the greeting. Its output goes to {@code gateway.log} in the home.
   *
   * @param jvmOptions on top of what the gateway always needs
   */
  static GatewayProcess start(BenchHome home, List<String> jvmOptions)
      throws IOException, InterruptedException {
    Process process = launch(home, jvmOptions, List.of("run"));
    GatewayProcess gateway = new GatewayProcess(home, process);
    try {
      Ports.awaitGreeting(home.port(), process);
      return gateway;
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Process launch(BenchHome home, List<String> jvmOptions, List<String> command)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("--enable-native-access=ALL-UNNAMED");
    line.addAll(jvmOptions);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    line.addAll(command);
    line.addAll(List.of("--home", home.directory().toString()));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(home.directory().resolve("gateway.log").toFile()))
        .start();
  }

  /** Runs another command of the program on the same home and gives its exit code. */
  static int command(BenchHome home, String... command) throws IOException, InterruptedException {
    return launch(home, List.of(), List.of(command)).waitFor();
  }

  /** User and system time so far, in seconds: its own and that of children, living or ended. */
  double cpuSeconds() throws IOException {
    long ticks = ticks(process.pid(), 4);
    for (ProcessHandle child : process.children().toList()) {
      ticks += ticks(child.pid(), 2);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** utime, stime and, where four are wanted, cutime and cstime (proc(5), fields 14 to 17). */
  private static long ticks(long pid, int fields) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // the name in parentheses may hold blanks
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Arrays.stream(afterName, 11, 11 + fields).mapToLong(Long::parseLong).sum();
  }

  /** Ends a wait that cannot end well. */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the gateway ended by itself, see gateway.log in " + home.directory());
    }
  }

  /** So that what is left of the heap is in use. */
  void collectGarbage() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Proportional set size in MB. */
  long pssMegabytes() throws IOException {
    Matcher pss =
        PSS.matcher(
            Files.readString(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup")));
    return pss.find() ? Long.parseLong(pss.group(1)) / 1024 : -1;
  }

  /** SIGKILL: no handler runs, no buffer is flushed. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, then waits. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the gateway of " + home.directory() + " did not stop");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
