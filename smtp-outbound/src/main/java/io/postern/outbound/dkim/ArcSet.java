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
    Optional<List<Field>> results = numbered(header, RESULTS);
    Optional<List<Field>> messages = numbered(header, MESSAGE);
    Optional<List<Field>> seals = numbered(header, SEAL);
    return results.isPresent() && messages.isPresent() && seals.isPresent()
        ? sets(results.get(), messages.get(), seals.get())
        : Optional.empty();
  }

  private static Optional<List<ArcSet>> sets(
      List<Field> results, List<Field> messages, List<Field> seals) {
    List<ArcSet> sets = new ArrayList<>();
    boolean whole = results.size() == seals.size() && messages.size() == seals.size();
    for (int i = 0; i < seals.size() && whole; i++) {
      Optional<Tags> message = Tags.parse(messages.get(i).value());
      Optional<Tags> seal = Tags.parse(seals.get(i).value());
      whole = message.isPresent() && seal.isPresent();
      if (whole) {
        sets.add(
            new ArcSet(results.get(i), messages.get(i), message.get(), seals.get(i), seal.get()));
      }
    }
    return whole ? Optional.of(sets) : Optional.empty();
  }

  /** The fields of one name by their numbers, which go from 1 without a gap. */
  private static Optional<List<Field>> numbered(HeaderBlock header, String name) {
    TreeMap<Integer, Field> fields = new TreeMap<>();
    for (Field field : header.all(name)) {
      Matcher instance = INSTANCE.matcher(field.value());
      if (!instance.find() || fields.put(Integer.valueOf(instance.group(1)), field) != null) {
        return Optional.empty();
      }
    }
    int last = fields.size();
    boolean gapless = last == 0 || (fields.firstKey() == 1 && fields.lastKey() == last);
    return gapless && last <= MOST ? Optional.of(List.copyOf(fields.values())) : Optional.empty();
  }
}
