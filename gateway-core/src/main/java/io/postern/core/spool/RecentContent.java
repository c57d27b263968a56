package io.postern.core.spool;

import io.postern.core.model.MessageId;
import io.postern.core.store.ContentRows.Start;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Small messages accepted a moment ago, as sealed as they are in the store, so that delivering them
 * at once reads nothing from it. Bounded; the oldest go first. Thread-safe.
 */
final class RecentContent {
  private final long mostBytes;
  private final Map<MessageId, Start> starts = new LinkedHashMap<>();
  private long bytes;

  RecentContent(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized void put(MessageId id, Start start) {
    starts.put(id, start);
    bytes += length(start);
    Iterator<Start> oldest = starts.values().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      bytes -= length(oldest.next());
      oldest.remove();
    }
  }

  synchronized Optional<Start> get(MessageId id) {
    return Optional.ofNullable(starts.get(id));
  }

  synchronized void remove(MessageId id) {
    Start gone = starts.remove(id);
    bytes -= gone == null ? 0 : length(gone);
  }

  private static long length(Start start) {
    return start.first() == null ? 0 : start.first().length;
  }
}
