package io.postern.inbound.upstream;

import io.postern.config.Cidr;
import java.net.InetAddress;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The addresses from which a provider sends, as its file says: a line {@code date 2026-11-20}, a
 * line {@code source …}, then a network on each line; {@code #} begins a comment line.
 *
 * @param date when the provider published or was asked for it
 * @param source where it is from
 */
public record RangeList(LocalDate date, String source, List<Cidr> networks) {
  public RangeList {
    networks = List.copyOf(networks);
  }

  /**
   * Reads the file's text.
   *
   * @throws IllegalArgumentException naming the line that is wrong, or what is missing
   */
  public static RangeList parse(String text) {
    @Nullable LocalDate date = null;
    String source = "";
    List<Cidr> networks = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      number++;
      if (line.startsWith("date ")) {
        date = date(line.substring(5).strip(), number);
      } else if (line.startsWith("source ")) {
        source = line.substring(7).strip();
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        networks.add(network(line, number));
      }
    }
    if (date == null || networks.isEmpty()) {
      throw new IllegalArgumentException("a line \"date\" and one or more networks are needed");
    }
    return new RangeList(Objects.requireNonNull(date), source, networks);
  }

  private static LocalDate date(String text, int line) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("line " + line + ": a date is needed, as 2026-11-20", e);
    }
  }

  private static Cidr network(String text, int line) {
    try {
      Cidr network = Cidr.parse(text);
      if (network.prefix() < 8) {
        throw new IllegalArgumentException("wider than any provider's network");
      }
      return network;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + line + ": " + e.getMessage(), e);
    }
  }

  /** True where the address is the provider's. */
  public boolean contains(InetAddress address) {
    return networks.stream().anyMatch(n -> n.contains(address));
  }
}
