package io.postern.inbound;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Counts sessions, in total and per client address. Safe for use by many threads. */
final class SessionSlots {
  private final int total;
  private final int perClient;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InetAddress, Integer> byClient = new HashMap<>();
  private int used;

  SessionSlots(int total, int perClient) {
    this.total = total;
    this.perClient = perClient;
  }

  /** False where there is none left for this client. */
  boolean take(InetAddress client) {
    lock.lock();
    try {
      int own = byClient.getOrDefault(client, 0);
      if (used >= total || own >= perClient) {
        return false;
      }
      used++;
      byClient.put(client, own + 1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void give(InetAddress client) {
    lock.lock();
    try {
      used--;
      byClient.computeIfPresent(client, (c, own) -> own == 1 ? null : own - 1);
    } finally {
      lock.unlock();
    }
  }
}
