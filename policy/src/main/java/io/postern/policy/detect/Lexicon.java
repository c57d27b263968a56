package io.postern.policy.detect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All phrases that the detector knows. Immutable; safe for many threads. */
final class Lexicon {
  private static final Lexicon BUILT_IN = load();

  private final TokenTrie trie = new TokenTrie();
  private final List<Term> terms = new ArrayList<>();

  private Lexicon() {}

  /** The vocabulary that ships with the gateway. */
  static Lexicon builtIn() {
    return BUILT_IN;
  }

  TokenTrie trie() {
    return trie;
  }

  Term term(int index) {
    return terms.get(index);
  }

  int size() {
    return terms.size();
  }

  /** The term that is this one word, or null. */
  @Nullable Term word(char[] text, int start, int end) {
    long hash = TokenTrie.start();
    for (int i = start; i < end; i++) {
      hash = TokenTrie.next(hash, Character.toLowerCase(text[i]));
    }
    int node = trie.child(TokenTrie.ROOT, hash);
    int term = node == TokenTrie.NONE ? TokenTrie.NONE : trie.term(node);
    return term == TokenTrie.NONE ? null : terms.get(term);
  }

  private static Lexicon load() {
    Lexicon lexicon = new Lexicon();
    for (String line : lines("health-terms.txt")) {
      lexicon.addLine(line);
    }
    for (String line : lines("keywords.txt")) {
      lexicon.addLine(line);
    }
    for (String line : lines("first-names.txt")) {
      lexicon.add(line, Sense.FIRST_NAME);
    }
    return lexicon;
  }

  private static List<String> lines(String resource) {
    InputStream in = Lexicon.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("missing resource " + resource);
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(l -> !l.startsWith("#") && !l.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addLine(String line) {
    int tab = line.indexOf('\t');
    Sense sense = Sense.named(line.substring(tab + 1));
    String phrase = line.substring(0, tab);
    add(phrase, sense);
    String lower = phrase.toLowerCase(Locale.ROOT);
    char last = phrase.charAt(phrase.length() - 1);
    boolean countable = sense.weight > 0 && phrase.length() > 4 && phrase.equals(lower);
    if (countable && last != 's' && Character.isLetter(last)) {
      alias(phrase + "s", add(phrase, sense));
    }
  }

  private int add(String phrase, Sense sense) {
    boolean capitals = !phrase.equals(phrase.toLowerCase(Locale.ROOT));
    int node = trie.add(words(phrase));
    int known = trie.term(node);
    if (known == TokenTrie.NONE) {
      trie.setTerm(node, terms.size());
      terms.add(new Term(phrase, sense.bit(), sense.weight, capitals));
      return terms.size() - 1;
    }
    terms.set(known, terms.get(known).and(sense, capitals));
    return known;
  }

  private void alias(String phrase, int term) {
    int node = trie.add(words(phrase));
    if (trie.term(node) == TokenTrie.NONE) {
      trie.setTerm(node, term);
    }
  }

  private static long[] words(String phrase) {
    return java.util.Arrays.stream(phrase.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(w -> !w.isEmpty())
        .mapToLong(TokenTrie::hash)
        .toArray();
  }
}
