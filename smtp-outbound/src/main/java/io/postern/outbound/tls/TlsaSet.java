package io.postern.outbound.tls;

import io.postern.core.port.Resolver.Tlsa;
import java.util.Comparator;
import java.util.List;

/** Which TLSA records of a host count. */
public final class TlsaSet {
  private static final int FULL = 0;
  private static final int SHA_256 = 1;
  private static final int SHA_512 = 2;

  /** More are no plan of renewal but an attack on our time. */
  private static final int MAXIMUM = 32;

  private TlsaSet() {}

  /**
   * The records that can be used, without those of weaker digests than others of the same usage and
   * selector (RFC 7671 9). In an order that does not depend on that of the answer, so that equal
   * sets make equal checks.
   */
  public static List<Tlsa> usable(List<Tlsa> records) {
    List<Tlsa> known =
        records.stream()
            .filter(TlsaSet::isUsable)
            .distinct()
            .sorted(Comparator.comparing(Tlsa::toString))
            .limit(MAXIMUM)
            .toList();
    return known.stream().filter(r -> !isOutdone(r, known)).toList();
  }

  /**
   * RFC 7672 3.1: usages 2 and 3 alone. 0 and 1 ask for authorities that mail hosts do not agree on
   * (3.1.3), and taking them for others would prove what nobody promised.
   */
  private static boolean isUsable(Tlsa r) {
    boolean known = (r.usage() == 2 || r.usage() == 3) && (r.selector() == 0 || r.selector() == 1);
    return known
        && switch (r.matching()) {
          case FULL -> !r.data().isEmpty();
          case SHA_256 -> r.data().length() == 64;
          case SHA_512 -> r.data().length() == 128;
          default -> false;
        };
  }

  private static boolean isOutdone(Tlsa record, List<Tlsa> all) {
    return record.matching() == SHA_256
        && all.stream()
            .anyMatch(o ->
                o.matching() == SHA_512
                    && o.usage() == record.usage()
                    && o.selector() == record.selector());
  }
}
