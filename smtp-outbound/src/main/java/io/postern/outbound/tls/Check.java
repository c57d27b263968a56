package io.postern.outbound.tls;

import io.postern.core.port.Resolver.Tlsa;
import java.util.List;
import java.util.Set;

/** Something that a host's certificate has to pass. */
public sealed interface Check {
  /**
   * Signed DNS names a key or certificate (RFC 7672).
   *
   * @param records the usable ones, of the strongest digests; at least one
   * @param owner the name that they stand at
   * @param names of which the certificate must carry one where an authority is named (usage 2)
   */
  record Dane(List<Tlsa> records, String owner, Set<String> names) implements Check {
    public Dane {
      records = List.copyOf(records);
      names = Set.copyOf(names);
    }
  }

  /**
   * A policy of the receiver vouches for the host's name (RFC 8461 4.2).
   *
   * @param policy its id in the DNS
   */
  record MtaSts(String policy, String host) implements Check {}

  /**
   * A trusted authority vouches for one of these names (RFC 9525).
   *
   * @param names lower case; {@code .example.net} is every name one label below; none passes where
   *     it is empty
   */
  record Pkix(Set<String> names) implements Check {
    public Pkix {
      names = Set.copyOf(names);
    }
  }

  /**
   * It is one of those that somebody wrote down.
   *
   * @param digests SHA-256 of the certificate in lower-case hex or of its public key in base64
   */
  record Pinned(Set<String> digests) implements Check {
    public Pinned {
      digests = Set.copyOf(digests);
    }
  }
}
