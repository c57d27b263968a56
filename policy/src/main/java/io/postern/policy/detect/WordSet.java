package io.postern.policy.detect;

/**
 * Words of English and of geography: a capitalised word that is none of them may be somebody's
 * name. Holds hashes in one open-addressing table. Immutable; safe for many threads.
 */
final class WordSet {
  private final long[] table;
  private final int mask;

  private WordSet(Iterable<String> words, int count) {
    table = new long[Integer.highestOneBit(count * 4)];
    mask = table.length - 1;
    for (String word : words) {
      table[slot(TokenTrie.hash(word))] = TokenTrie.hash(word);
    }
  }

  /** English, from the list that ships. */
  static WordSet english() {
    return English.WORDS;
  }

  /** Whether a word in any case, or what is left of it without a plural s, is known. */
  boolean contains(char[] text, int start, int end) {
    long hash = TokenTrie.start();
    long before = hash;
    for (int i = start; i < end; i++) {
      before = hash;
      hash = TokenTrie.next(hash, Character.toLowerCase(text[i]));
    }
    boolean plural = end - start > 3 && (text[end - 1] | 0x20) == 's';
    return table[slot(hash)] == hash || (plural && table[slot(before)] == before);
  }

  private int slot(long hash) {
    int slot = (int) (hash ^ (hash >>> 32)) & mask;
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Read on first use, once. */
  private static final class English {
    static final WordSet WORDS = read();

    private static WordSet read() {
      var words = WordFile.resource("english.txt").lines().stream().filter(WordFile::isEntry);
      var list = words.toList();
      return new WordSet(list, list.size());
    }
  }
}
