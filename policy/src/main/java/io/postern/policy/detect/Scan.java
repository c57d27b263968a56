package io.postern.policy.detect;

import io.postern.policy.extract.PartText;

/**
 * The one pass over a text: words through the trie, numbers and mail addresses noted. Its marks are
 * used again for the next text. For one thread.
 */
final class Scan {
  /** Longest phrase in words that is followed. */
  private static final int PHRASES = 8;

  private static final byte[] CLASS = classes();
  private static final byte OTHER = 0;
  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;

  /** Where a term index stands for a word that is medical by its ending. */
  static final int SUFFIX = -2;

  /** Shorter words with digits are codes. */
  private static final int SHORTEST_DISGUISED = 5;

  /** Longer than any term; what is longer is data. */
  private static final int LONGEST_DISGUISED = 48;

  /** Longest gap in characters between two words of one phrase. */
  private static final int GAP = 3;

  final Marks terms = new Marks();

  /** Words with a digit; {@code what} is the number of digits, negative where letters are mixed. */
  final Marks numbers = new Marks();

  /** Words without digits that begin with a capital letter. */
  final Marks capitals = new Marks();

  /** The {@code @} of mail addresses. */
  final Marks mailboxes = new Marks();

  /** Lines that hold only {@code --}, which begin a signature (RFC 3676 4.3). */
  final Marks dashes = new Marks();

  /** Signs of a second reading. */
  final Disguises disguises = new Disguises();

  private final Lexicon lexicon;
  private final TokenTrie trie;
  private final int[] node = new int[PHRASES];
  private final int[] begin = new int[PHRASES];
  private int active;
  private int lastEnd;
  char[] text = {};
  int length;

  Scan(Lexicon lexicon) {
    this.lexicon = lexicon;
    this.trie = lexicon.trie();
  }

  private static byte[] classes() {
    byte[] table = new byte[128];
    for (int c = 0; c < 128; c++) {
      table[c] = Character.isDigit(c) ? DIGIT : Character.isLetter(c) ? LETTER : OTHER;
    }
    return table;
  }

  /** Scans a text; earlier marks are gone. */
  void run(PartText part) {
    text = part.chars();
    length = part.length();
    terms.clear();
    numbers.clear();
    capitals.clear();
    mailboxes.clear();
    dashes.clear();
    disguises.clear();
    active = 0;
    lastEnd = -GAP;
    int i = 0;
    while (i < length) {
      char c = text[i];
      if (classOf(c) != OTHER) {
        i = word(i);
      } else {
        if (c == '@') {
          mailboxes.add(i, i + 1, 0);
        } else if (c == '-' && dashLine(i)) {
          dashes.add(i, i + 2, 0);
        } else {
          disguises.mark(text, i, length);
        }
        i++;
      }
    }
  }

  private boolean dashLine(int i) {
    boolean two = (i == 0 || text[i - 1] == '\n') && i + 1 < length && text[i + 1] == '-';
    int end = i + 2 < length && text[i + 2] == ' ' ? i + 3 : i + 2;
    return two && (end >= length || text[end] == '\n' || text[end] == '\r');
  }

  static boolean isWord(char c) {
    return classOf(c) != OTHER;
  }

  private static byte classOf(char c) {
    if (c < 128) {
      return CLASS[c];
    }
    return Character.isLetter(c) ? LETTER : OTHER;
  }

  private int word(int start) {
    long hash = TokenTrie.start();
    int digits = 0;
    int i = start;
    while (i < length) {
      char c = text[i];
      byte kind = classOf(c);
      if (kind == OTHER) {
        break;
      }
      digits += kind == DIGIT ? 1 : 0;
      char lower = c < 128 ? (c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c) : fold(c);
      hash = TokenTrie.next(hash, lower);
      i++;
    }
    if (digits > 0) {
      numbers.add(start, i, digits == i - start ? digits : -digits);
    } else if (Character.isUpperCase(text[start])) {
      capitals.add(start, i, 0);
    }
    disguises.word(start, i);
    look(start, i, digits > 0 ? withoutDigits(start, i, digits, hash) : hash, digits);
    return i;
  }

  /** The hash of a word whose digits stand for letters, as in {@code d1abetes}, where known. */
  private long withoutDigits(int start, int end, int digits, long hash) {
    int size = end - start;
    boolean word = size >= SHORTEST_DISGUISED && size <= LONGEST_DISGUISED && digits * 2 < size;
    if (!word || trie.child(TokenTrie.ROOT, hash) != TokenTrie.NONE) {
      return hash;
    }
    long withI = lettersOnly(start, end, "oizeasgtbg");
    long withL = lettersOnly(start, end, "olzeasgtbg");
    if (trie.child(TokenTrie.ROOT, withI) != TokenTrie.NONE) {
      return withI;
    }
    return trie.child(TokenTrie.ROOT, withL) != TokenTrie.NONE ? withL : hash;
  }

  private long lettersOnly(int start, int end, String meant) {
    long hash = TokenTrie.start();
    for (int i = start; i < end; i++) {
      char c = text[i];
      hash = TokenTrie.next(hash, Checks.digit(c) ? meant.charAt(c - '0') : fold(c));
    }
    return hash;
  }

  private static char fold(char c) {
    return Character.toLowerCase(c);
  }

  /** Follows the phrases that are open, and begins a new one with this word. */
  private void look(int start, int end, long hash, int digits) {
    boolean near = start - lastEnd <= GAP;
    lastEnd = end;
    int kept = 0;
    boolean known = false;
    for (int i = 0; near && i < active; i++) {
      int next = trie.child(node[i], hash);
      if (next != TokenTrie.NONE) {
        known |= emit(begin[i], end, trie.term(next));
        node[kept] = next;
        begin[kept++] = begin[i];
      }
    }
    int first = trie.child(TokenTrie.ROOT, hash);
    if (first != TokenTrie.NONE && kept < PHRASES) {
      known |= emit(start, end, trie.term(first));
      node[kept] = first;
      begin[kept++] = start;
    }
    active = kept;
    if (!known && digits == 0 && Suffixes.of(text, start, end) != null) {
      terms.add(start, end, SUFFIX);
    }
  }

  /** Notes a term; shorter terms inside it are dropped. */
  private boolean emit(int start, int end, int term) {
    if (term == TokenTrie.NONE) {
      return false;
    }
    if (lexicon.term(term).capitals() && !inCapitals(start, end)) {
      return false;
    }
    if (terms.size > 0 && contains(start, end, terms.size - 1)) {
      return true;
    }
    while (terms.size > 0 && terms.start[terms.size - 1] >= start) {
      terms.size--;
    }
    terms.add(start, end, term);
    return true;
  }

  private boolean contains(int start, int end, int mark) {
    return terms.start[mark] < start && terms.end[mark] >= end;
  }

  private boolean inCapitals(int start, int end) {
    for (int i = start; i < end; i++) {
      if (Character.isLowerCase(text[i])) {
        return false;
      }
    }
    return true;
  }
}
