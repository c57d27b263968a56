package io.postern.inbound;

import io.postern.inbound.auth.ClientNetwork;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Counts sessions, in total and per {@link ClientNetwork}. Safe for use by many threads. */
final class SessionSlots {
  /** What came of asking for a slot. */
  enum Answer {
    TAKEN,
    NONE_LEFT,
    NONE_LEFT_FOR_CLIENT
  }

  private final int total;
  private final int perClient;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ClientNetwork, Integer> byClient = new HashMap<>();
  private int used;

  SessionSlots(int total, int perClient) {
    this.total = total;
    this.perClient = perClient;
  }

  Answer take(InetAddress client) {
    ClientNetwork network = ClientNetwork.of(client);
    lock.lock();
    try {
      int own = byClient.getOrDefault(network, 0);
      if (used >= total) {
        return Answer.NONE_LEFT;
      }
      if (own >= perClient) {
        return Answer.NONE_LEFT_FOR_CLIENT;
      }
      used++;
      byClient.put(network, own + 1);
      return Answer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  void give(InetAddress client) {
    lock.lock();
    try {
      used--;
      byClient.computeIfPresent(ClientNetwork.of(client), (c, own) -> own == 1 ? null : own - 1);
    } finally {
      lock.unlock();
    }
  }

  /** True while more than four fifths are in use. */
  boolean stressed() {
    lock.lock();
    try {
      return used > total / 5 * 4;
    } finally {
      lock.unlock();
    }
  }
}
