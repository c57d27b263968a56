package io.postern.outbound;

import io.postern.config.Secret;
import io.postern.core.loop.TraceField;
import io.postern.core.model.MessageId;
import io.postern.core.port.Content;
import io.postern.outbound.client.KnownRelay;
import io.postern.outbound.content.Topped;
import io.postern.outbound.content.WithoutFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The fields that tell where a message has been: those that it came with go, whoever wrote them,
 * and those that we write are put above everything else. Safe for use by many threads.
 */
final class Marks {
  private final TraceField trace;

  Marks(TraceField trace) {
    this.trace = trace;
  }

  /**
   * @throws IOException where the content cannot be read
   */
  static Content taken(Content content) throws IOException {
    return WithoutFields.of(content, TraceField.OURS);
  }

  /** The processed word goes to the upstream whose rule knows it, and to nobody else. */
  Content put(MessageId id, Optional<KnownRelay> via, Content content) {
    String word =
        via.flatMap(KnownRelay::processedWord)
            .map(Secret::reveal)
            .map(w -> TraceField.PROCESSED + ": " + w + "\r\n")
            .orElse("");
    return new Topped((trace.of(id) + word).getBytes(StandardCharsets.US_ASCII), content);
  }
}
