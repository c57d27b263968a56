package io.postern.policy.detect;

import java.util.Arrays;

/**
 * A trie whose edges are hashes of words, in one open-addressing table: about one probe a word.
 * Immutable once filled; safe for many threads.
 */
final class TokenTrie {
  static final int ROOT = 0;
  static final int NONE = -1;
  private static final long SEED = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private long[] keys = new long[1 << 14];
  private int[] children = new int[1 << 14];
  private int[] terms = new int[1 << 12];
  private int used;
  private int nodes = 1;

  TokenTrie() {
    Arrays.fill(children, NONE);
    Arrays.fill(terms, NONE);
  }

  /** The hash of a word begins with this. */
  static long start() {
    return SEED;
  }

  /** Adds one lower-case character to the hash of a word. */
  static long next(long hash, char c) {
    return (hash ^ c) * PRIME;
  }

  static long hash(String word) {
    long h = start();
    for (int i = 0; i < word.length(); i++) {
      h = next(h, word.charAt(i));
    }
    return h;
  }

  /** The node after a word, or {@link #NONE}. */
  int child(int node, long hash) {
    long key = key(node, hash);
    int mask = keys.length - 1;
    int slot = slot(key, mask);
    while (children[slot] != NONE) {
      if (keys[slot] == key) {
        return children[slot];
      }
      slot = (slot + 1) & mask;
    }
    return NONE;
  }

  /** The term that ends at a node, or {@link #NONE}. */
  int term(int node) {
    return terms[node];
  }

  /** Adds a phrase; a phrase that is there already keeps its node. */
  int add(long[] words) {
    int node = ROOT;
    for (long word : words) {
      int child = child(node, word);
      node = child == NONE ? insert(node, word) : child;
    }
    return node;
  }

  void setTerm(int node, int term) {
    terms[node] = term;
  }

  private int insert(int node, long hash) {
    if (used * 3 > keys.length) {
      grow();
    }
    int child = nodes++;
    if (child == terms.length) {
      terms = Arrays.copyOf(terms, child * 2);
      Arrays.fill(terms, child, terms.length, NONE);
    }
    put(key(node, hash), child);
    used++;
    return child;
  }

  private void put(long key, int child) {
    int mask = keys.length - 1;
    int slot = slot(key, mask);
    while (children[slot] != NONE) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    children[slot] = child;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldChildren = children;
    keys = new long[oldKeys.length * 2];
    children = new int[keys.length];
    Arrays.fill(children, NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldChildren[i] != NONE) {
        put(oldKeys[i], oldChildren[i]);
      }
    }
  }

  private static long key(int node, long hash) {
    return hash ^ (node * 0x9e3779b97f4a7c15L);
  }

  private static int slot(long key, int mask) {
    return (int) (((key ^ (key >>> 32)) * 0x9e3779b1L) >>> 8) & mask;
  }
}
