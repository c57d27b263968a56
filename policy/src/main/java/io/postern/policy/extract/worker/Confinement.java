package io.postern.policy.extract.worker;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the system holds the worker: commands that run one another and at last the worker, each used
 * where it is installed and permitted. Found out once.
 *
 * @param command as in {@code nice -n 5 prlimit … unshare --net setpriv …}
 * @param ownNetwork true where the worker is in a network namespace with nothing in it
 */
record Confinement(List<String> command, boolean ownNetwork) {
  private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);
  private static final long PATIENCE_SECONDS = 5;

  private static final List<List<String>> NETWORK =
      List.of(
          List.of("unshare", "--net"), List.of("unshare", "--user", "--map-current-user", "--net"));

  private static final List<List<String>> PRIVILEGES =
      List.of(
          List.of("setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"),
          List.of("setpriv", "--no-new-privs"));

  /** No file can grow beyond nothing, pipes can; no core with somebody's record in it. */
  private static final List<String> LIMITS = List.of("prlimit", "--fsize=0", "--core=0");

  Confinement {
    command = List.copyOf(command);
  }

  /** What this system allows. */
  static Confinement find() {
    List<String> command = new ArrayList<>();
    add(List.of(List.of("nice", "-n", "5")), command);
    add(List.of(LIMITS), command);
    boolean ownNetwork = add(NETWORK, command);
    add(PRIVILEGES, command);
    if (!ownNetwork) {
      LOG.warn(
          "no network namespace for the reader of attachments: unshare is not permitted;"
              + " it refuses the network by itself");
    }
    return new Confinement(command, ownNetwork);
  }

  /** The first that works behind what is there already. */
  private static boolean add(List<List<String>> choices, List<String> command) {
    for (List<String> choice : choices) {
      List<String> longer = new ArrayList<>(command);
      longer.addAll(choice);
      if (works(longer)) {
        command.addAll(choice);
        return true;
      }
    }
    return false;
  }

  private static boolean works(List<String> command) {
    List<String> all = new ArrayList<>(command);
    all.add("true");
    try {
      Process process =
          new ProcessBuilder(all)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // not installed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
