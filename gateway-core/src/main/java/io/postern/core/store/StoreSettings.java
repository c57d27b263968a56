package io.postern.core.store;

import io.postern.config.settings.Settings;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a store needs to know.
 *
 * @param directory where SQLite keeps its file
 * @param node names the audit stream of this node: letters, digits, dot, hyphen, underscore
 */
record StoreSettings(Settings.Storage storage, Path directory, String node) {
  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  StoreSettings {
    if (!NODE.matcher(node).matches()) {
      throw new IllegalArgumentException(
          "a node name has 1 to 64 letters, digits, dots, hyphens or underscores");
    }
    if (storage.batch() < 1 || storage.backlog() < 1 || storage.readers() < 1) {
      throw new IllegalArgumentException("batch, backlog and readers are at least 1");
    }
  }
}
