package io.postern.policy.extract.worker;

import io.postern.policy.extract.file.FileLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a worker: the same Java and the same classes as this process. */
final class WorkerCommand {
  private static final List<String> OPTIONS =
      List.of(
          // small and soon ready; what it needs beside the heap is bounded too
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ActiveProcessorCount=1",
          "-XX:MaxMetaspaceSize=96m",
          "-XX:ReservedCodeCacheSize=48m",
          "-XX:MaxDirectMemorySize=16m",
          "-Xshare:auto",
          // ends rather than lives on in pieces, and leaves nothing behind
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:ErrorFile=/dev/null",
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          "-Djdk.net.hosts.file=/dev/null",
          "-Djava.nio.channels.spi.SelectorProvider=" + NoChannels.class.getName(),
          "-Djava.awt.headless=true",
          "-Duser.timezone=UTC",
          "-Duser.language=en",
          "-Duser.country=US",
          "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
          "-Dorg.apache.logging.log4j.simplelog.level=OFF",
          "-Dlog4j2.StatusLogger.level=OFF");

  private WorkerCommand() {}

  /**
   * @param heap in bytes
   * @param temporary its own directory
   */
  static List<String> of(Confinement confinement, FileLimits limits, long heap, Path temporary) {
    List<String> command = new ArrayList<>(confinement.command());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add("-Xmx" + heap);
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Duser.home=" + temporary);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ExtractWorker.class.getName());
    command.addAll(WorkerArguments.of(limits));
    return command;
  }
}
