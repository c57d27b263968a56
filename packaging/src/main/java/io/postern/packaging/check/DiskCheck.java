package io.postern.packaging.check;

import io.postern.config.DataSize;
import io.postern.config.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Room for messages, and a directory that this user may write. */
final class DiskCheck implements Check {
  private static final String AREA = "disk";

  /** A day of mail should fit above the floor at which acceptance stops. */
  private static final int COMFORT = 4;

  @Override
  public List<Finding> examine(Settings settings) {
    Path data = settings.server().data();
    Path existing = nearest(data);
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      return List.of(Finding.error(AREA, data, "this user may not write there"));
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      return List.of(judge(data, free, settings.storage().minimumFree()));
    } catch (IOException e) {
      return List.of(Finding.error(AREA, data, "free space cannot be asked for"));
    }
  }

  private static Finding judge(Path data, long free, DataSize minimum) {
    String text = (free >> 20) + " MiB free, acceptance stops below " + minimum;
    if (free < minimum.bytes()) {
      return Finding.error(AREA, data, text);
    }
    return free < minimum.bytes() * COMFORT
        ? Finding.warning(AREA, data, text)
        : Finding.good(AREA, data, text);
  }

  private static Path nearest(Path path) {
    @Nullable Path at = path.toAbsolutePath();
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at == null ? path : at;
  }
}
