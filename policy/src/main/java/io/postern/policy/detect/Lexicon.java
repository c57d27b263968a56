package io.postern.policy.detect;

import io.postern.config.Keys;
import io.postern.config.Location;
import io.postern.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All phrases that the detector knows. Immutable; safe for many threads. */
final class Lexicon {
  /** A file with more lines was not written by hand, and would not fit. */
  private static final int MOST_LINES = 200_000;

  private final TokenTrie trie = new TokenTrie();
  private final List<Term> terms = new ArrayList<>();
  private final Map<Rule, ActiveRule> rules;

  /**
   * @param specs their words are added with the senses of their rules
   * @param files more terms, in the form of those that ship
   */
  Lexicon(
      Map<Rule, ActiveRule> rules,
      Map<String, RuleSpec> specs,
      List<Path> files,
      Problems problems) {
    this.rules = rules;
    for (String name : List.of("health-terms.txt", "wordnet-terms.txt", "keywords.txt")) {
      addAll(WordFile.resource(name), problems);
    }
    for (String line : WordFile.resource("first-names.txt").lines()) {
      if (WordFile.isEntry(line)) {
        add(line, Sense.FIRST_NAME, 0);
      }
    }
    for (Rule rule : Rule.values()) {
      addContext(rule, specs.get(rule.label));
    }
    files.forEach(f -> read(f, problems).ifPresent(w -> addAll(w, problems)));
  }

  private void addContext(Rule rule, @Nullable RuleSpec spec) {
    if (rule.sense != null && spec != null) {
      spec.words().forEach(w -> add(w, rule.sense, 0));
    }
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

  private static Optional<WordFile> read(Path file, Problems problems) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() <= MOST_LINES) {
        return Optional.of(new WordFile(file.toString(), lines));
      }
      problems.add(new Location(file.toString(), 1, 1), "", "more than " + MOST_LINES + " lines");
    } catch (IOException e) {
      problems.add(new Location(file.toString(), 1, 1), "", "cannot be read as UTF-8 text");
    }
    return Optional.empty();
  }

  private void addAll(WordFile file, Problems problems) {
    int number = 0;
    for (String line : file.lines()) {
      number++;
      if (WordFile.isEntry(line)) {
        try {
          addLine(line.split("\t", -1));
        } catch (IllegalArgumentException e) {
          Location place = new Location(file.name(), number, 1);
          problems.add(place, "", String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private void addLine(String[] fields) {
    if (fields.length < 2 || fields.length > 3 || fields[0].isBlank()) {
      throw new IllegalArgumentException("a phrase, a tab and a class are needed");
    }
    Sense sense = sense(fields[1]);
    double share = fields.length == 3 ? share(fields[2]) : 1;
    double weight = weight(sense) * share;
    String phrase = fields[0];
    int term = add(phrase, sense, weight);
    String lower = phrase.toLowerCase(Locale.ROOT);
    char last = phrase.charAt(phrase.length() - 1);
    boolean countable = weight > 0 && phrase.length() > 4 && phrase.equals(lower);
    if (countable && last != 's' && Character.isLetter(last)) {
      alias(phrase + "s", term);
    }
  }

  private static Sense sense(String label) {
    return Arrays.stream(Sense.values())
        .filter(s -> s.label().equals(label))
        .findFirst()
        .orElseThrow(() -> {
          List<String> known = Arrays.stream(Sense.values()).map(Sense::label).toList();
          String meant = Keys.didYouMean(label, known);
          return new IllegalArgumentException("no such class of terms" + meant);
        });
  }

  private static double share(String text) {
    if (!text.matches("0\\.\\d{1,4}|1(\\.0{1,4})?")) {
      throw new IllegalArgumentException("a share is a number above 0 and up to 1");
    }
    return Double.parseDouble(text);
  }

  /** What the rule of a class of health terms weighs; 0 for other senses and where it is off. */
  private double weight(Sense sense) {
    return rules.entrySet().stream()
        .filter(
            e -> e.getKey().sense == sense && e.getKey().label.equals("health." + sense.label()))
        .filter(e -> e.getValue().enabled())
        .mapToDouble(e -> e.getValue().weight())
        .findFirst()
        .orElse(0);
  }

  private int add(String phrase, Sense sense, double weight) {
    boolean capitals = !phrase.equals(phrase.toLowerCase(Locale.ROOT));
    int node = trie.add(words(phrase));
    int known = trie.term(node);
    if (known == TokenTrie.NONE) {
      trie.setTerm(node, terms.size());
      terms.add(new Term(phrase, sense.bit(), weight, capitals));
      return terms.size() - 1;
    }
    terms.set(known, terms.get(known).and(sense, weight, capitals));
    return known;
  }

  private void alias(String phrase, int term) {
    int node = trie.add(words(phrase));
    if (trie.term(node) == TokenTrie.NONE) {
      trie.setTerm(node, term);
    }
  }

  private static long[] words(String phrase) {
    return Arrays.stream(phrase.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(w -> !w.isEmpty())
        .mapToLong(TokenTrie::hash)
        .toArray();
  }
}
