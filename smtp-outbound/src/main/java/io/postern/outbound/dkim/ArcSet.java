package io.postern.outbound.dkim;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The three fields of one hop (RFC 8617 3.9).
 *
 * @param results ARC-Authentication-Results
 * @param message ARC-Message-Signature
 * @param seal ARC-Seal
 */
record ArcSet(Field results, Field message, Tags messageTags, Field seal, Tags sealTags) {
  static final String RESULTS = "ARC-Authentication-Results";
  static final String MESSAGE = "ARC-Message-Signature";
  static final String SEAL = "ARC-Seal";

  /** RFC 8617 4.2.1. */
  static final int MOST = 50;

  private static final Pattern INSTANCE =
      Pattern.compile("(?:^|;)\\s*i\\s*=\\s*(\\d{1,2})\\s*(?:;|$)");

  /**
   * The sets of a header, the first hop's first; empty where they are not whole, each once and
   * numbered from 1 (RFC 8617 5.2 step 3).
   */
  static Optional<List<ArcSet>> chain(HeaderBlock header) {
    Optional<TreeMap<Integer, Field>> results = numbered(header, RESULTS);
    Optional<TreeMap<Integer, Field>> messages = numbered(header, MESSAGE);
    Optional<TreeMap<Integer, Field>> seals = numbered(header, SEAL);
    if (results.isEmpty() || messages.isEmpty() || seals.isEmpty()) {
      return Optional.empty();
    }
    int last = seals.get().size();
    boolean whole =
        results.get().keySet().equals(seals.get().keySet())
            && messages.get().keySet().equals(seals.get().keySet())
            && (last == 0 || seals.get().firstKey() == 1 && seals.get().lastKey() == last)
            && last <= MOST;
    return whole ? sets(results.get(), messages.get(), seals.get()) : Optional.empty();
  }

  private static Optional<List<ArcSet>> sets(
      TreeMap<Integer, Field> results,
      TreeMap<Integer, Field> messages,
      TreeMap<Integer, Field> seals) {
    List<ArcSet> sets = new ArrayList<>();
    for (int i = 1; i <= seals.size(); i++) {
      Field message = messages.get(i);
      Field seal = seals.get(i);
      Optional<Tags> messageTags = Tags.parse(message.value());
      Optional<Tags> sealTags = Tags.parse(seal.value());
      if (messageTags.isEmpty() || sealTags.isEmpty()) {
        return Optional.empty();
      }
      sets.add(new ArcSet(results.get(i), message, messageTags.get(), seal, sealTags.get()));
    }
    return Optional.of(sets);
  }

  private static Optional<TreeMap<Integer, Field>> numbered(HeaderBlock header, String name) {
    TreeMap<Integer, Field> fields = new TreeMap<>();
    for (Field field : header.all(name)) {
      Matcher instance = INSTANCE.matcher(field.value());
      if (!instance.find() || fields.put(Integer.valueOf(instance.group(1)), field) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(fields);
  }
}
