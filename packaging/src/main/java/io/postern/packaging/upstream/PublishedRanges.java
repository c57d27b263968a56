package io.postern.packaging.upstream;

import io.postern.config.Cidr;
import io.postern.config.Json;
import io.postern.inbound.upstream.Provider;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which providers publish their addresses: Microsoft's endpoint web service (JSON, the
 * Exchange set with id 10), Google's JSON with {@code prefixes}, SPF records (RFC 7208 5.6: {@code
 * ip4} and {@code ip6}, as dig prints them), or a network on each line.
 */
public final class PublishedRanges {
  /** Exchange Online Protection; other sets of the service are no mail. */
  private static final int MAIL_SET = 10;

  private PublishedRanges() {}

  /**
   * The networks in a text.
   *
   * @throws IllegalArgumentException where it has none of the forms, or holds no network
   */
  public static List<Cidr> parse(Provider provider, String text) {
    List<String> networks = networks(provider, text.strip());
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("no network is in it");
    }
    return List.copyOf(new LinkedHashSet<>(networks.stream().map(Cidr::parse).toList()));
  }

  private static List<String> networks(Provider provider, String text) {
    if (text.startsWith("[") || text.startsWith("{")) {
      return switch (provider) {
        case MICROSOFT365 -> ofEndpoints(Json.readArray(text));
        case GOOGLE -> ofPrefixes(Json.readObject(text));
      };
    }
    List<String> records = text.lines().map(PublishedRanges::joined).toList();
    return records.stream().anyMatch(PublishedRanges::isSpf) ? ofSpf(records) : ofLines(text);
  }

  private static List<String> ofEndpoints(List<Object> sets) {
    return sets.stream()
        .filter(Map.class::isInstance)
        .map(s -> (Map<?, ?>) s)
        .filter(s -> Integer.valueOf(MAIL_SET).equals(s.get("id")))
        .filter(s -> "Exchange".equals(s.get("serviceArea")))
        .flatMap(s -> texts(s.get("ips")))
        .toList();
  }

  private static List<String> ofPrefixes(Map<String, Object> list) {
    return list.get("prefixes") instanceof List<?> prefixes
        ? prefixes.stream()
            .filter(Map.class::isInstance)
            .map(p -> (Map<?, ?>) p)
            .flatMap(p -> Stream.of("ipv4Prefix", "ipv6Prefix").map(p::get))
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .toList()
        : List.of();
  }

  private static Stream<String> texts(@Nullable Object list) {
    return list instanceof List<?> items
        ? items.stream().filter(String.class::isInstance).map(String.class::cast)
        : Stream.empty();
  }

  /** A record over 255 octets is cut into strings that belong together without a space. */
  private static String joined(String line) {
    return line.strip().replaceAll("\" +\"", "").replace("\"", "");
  }

  private static boolean isSpf(String record) {
    return record.startsWith("v=spf1 ");
  }

  /** Only whole records: a page that tells of some is no list. */
  private static List<String> ofSpf(List<String> records) {
    if (!records.stream().allMatch(r -> isSpf(r) || r.isEmpty())) {
      throw new IllegalArgumentException("not every line is an SPF record");
    }
    return records.stream()
        .flatMap(record -> Stream.of(record.split("\\s+")))
        .flatMap(term -> address(term).stream())
        .toList();
  }

  private static Optional<String> address(String term) {
    return Stream.of("ip4:", "ip6:", "+ip4:", "+ip6:")
        .filter(term::startsWith)
        .map(mechanism -> term.substring(mechanism.length()))
        .findFirst();
  }

  /** Also our own file, whose first words are those of its lines. */
  private static List<String> ofLines(String text) {
    List<String> networks = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      boolean other =
          line.isEmpty()
              || line.startsWith("#")
              || line.startsWith("date ")
              || line.startsWith("source ");
      if (!other) {
        networks.add(line);
      }
    }
    return networks;
  }
}
