package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.model.Mailbox;
import java.time.Duration;
import java.util.List;

/** A place where keys of recipients are published. Safe for use by many threads. */
public interface KeySource {
  /**
   * One question.
   *
   * @param recipient never at an address literal
   * @param patience how long the source may take
   * @param known certificates in DER or OpenPGP keys that others said to be the recipient's,
   *     whoever they were: what a digest in a record may fit
   */
  record Query(Mailbox recipient, Duration patience, List<byte[]> known) {
    public Query {
      known = List.copyOf(known);
    }

    /** How long everything else may take after some of it was used. */
    Query within(Duration left) {
      return new Query(recipient, left, known);
    }
  }

  /** Which one it is. */
  Source source();

  /** What fails as one: a server that is known to be down is not asked for anybody's key. */
  String service(Mailbox recipient);

  /**
   * Asks, blocking for about as long as the query's patience; whoever asks must not rely on it.
   * What goes wrong is an answer too.
   */
  SourceAnswer ask(Query query);
}
