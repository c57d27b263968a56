package io.postern.core.keys;

import java.util.List;
import java.util.Map;

/**
 * What became of an import.
 *
 * @param conflicts addresses for which a key was filed but not pinned, since others are
 * @param imported keys now in the directory; look at their refusal before relying on them
 * @param failed file name to reason, for files of which nothing was taken
 */
public record ImportReport(
    List<KeyEntry> imported, List<PinConflict> conflicts, Map<String, String> failed) {
  public ImportReport {
    imported = List.copyOf(imported);
    conflicts = List.copyOf(conflicts);
    failed = Map.copyOf(failed);
  }
}
