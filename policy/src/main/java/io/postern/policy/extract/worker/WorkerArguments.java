package io.postern.policy.extract.worker;

import io.postern.policy.extract.file.FileLimits;
import java.util.List;

/** The limits of a file as arguments of the worker's command line. */
final class WorkerArguments {
  private WorkerArguments() {}

  static List<String> of(FileLimits limits) {
    return List.of(
        Long.toString(limits.fileSize()),
        Integer.toString(limits.entries()),
        Integer.toString(limits.depth()),
        Long.toString(limits.expanded()),
        Integer.toString(limits.ratio()),
        Long.toString(limits.text()),
        Boolean.toString(limits.ocr()));
  }

  static FileLimits parse(String[] args) {
    return new FileLimits(
        Long.parseLong(args[0]),
        Integer.parseInt(args[1]),
        Integer.parseInt(args[2]),
        Long.parseLong(args[3]),
        Integer.parseInt(args[4]),
        Long.parseLong(args[5]),
        Boolean.parseBoolean(args[6]));
  }
}
