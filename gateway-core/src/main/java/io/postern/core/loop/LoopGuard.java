package io.postern.core.loop;

import io.postern.config.settings.Settings;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Decision;
import io.postern.core.model.Discretion;
import io.postern.core.model.Envelope;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import io.postern.core.seal.RootKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a message was here before, by its trace field, its hops, and how often the same
 * came for the same recipient. What seems to go round is held, with an alarm in the log; nothing
 * that a message carries makes it be treated better. Thread-safe.
 */
public final class LoopGuard {
  /** The queue of messages that seem to go round. */
  public static final String QUEUE = "loop";

  private static final Logger LOG = LoggerFactory.getLogger(LoopGuard.class);

  /** More than any listener takes. */
  private static final int HEADER_LIMIT = 32 << 20;

  private final TraceField trace;
  private final Fingerprints fingerprints;
  private final DuplicateWindow window;
  private final Settings.Loops settings;
  private final int hops;
  private final InstantSource clock;
  private final LongAdder foreign = new LongAdder();

  /**
   * @param hops most Received fields of a message that is not a loop
   */
  public LoopGuard(
      TraceField trace, RootKey root, Settings.Loops settings, int hops, InstantSource clock) {
    this.trace = trace;
    this.fingerprints = new Fingerprints(root);
    this.window = new DuplicateWindow(settings.duplicates(), settings.window());
    this.settings = settings;
    this.hops = hops;
    this.clock = clock;
  }

  /**
   * Reads the header and the beginning of the body.
   *
   * @throws IOException where the content cannot be read
   */
  public Sighting look(Envelope envelope, Content content) throws IOException {
    try (InputStream in = content.open()) {
      HeaderBlock header = HeaderBlock.read(in, HEADER_LIMIT);
      List<Optional<ByteBuffer>> things = fingerprints.of(header, in, envelope.to());
      Optional<String> whole = returned(envelope.id(), header).or(() -> tooManyHops(header));
      return new Sighting(envelope, whole, things);
    }
  }

  /** How many messages came with fields of ours that we did not write. */
  public long foreign() {
    return foreign.sum();
  }

  private Optional<String> returned(MessageId id, HeaderBlock header) {
    for (HeaderBlock.Field field : header.all(TraceField.NAME)) {
      Optional<MessageId> before = trace.verified(field.value());
      if (before.isPresent()) {
        return Optional.of("it left here before as " + before.get());
      }
    }
    if (TraceField.OURS.stream().anyMatch(n -> !header.all(n).isEmpty())) {
      foreign.increment();
      LOG.warn("{}: it came with a trace of ours that is not ours; ignored and removed", id);
    }
    return Optional.empty();
  }

  /** The topmost Received field is our own. */
  private Optional<String> tooManyHops(HeaderBlock header) {
    int received = header.all("Received").size() - 1;
    return received > hops
        ? Optional.of("it has " + received + " Received fields, more than " + hops)
        : Optional.empty();
  }

  /** What was found of one message. For one thread. */
  public final class Sighting {
    private final Envelope envelope;
    private final Optional<String> whole;
    private final List<Optional<ByteBuffer>> things;

    private Sighting(Envelope envelope, Optional<String> whole, List<Optional<ByteBuffer>> things) {
      this.envelope = envelope;
      this.whole = whole;
      this.things = things;
    }

    /** The judgement with everybody held for whom the message seems to go round. */
    public Judgement holding(Judgement judgement) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < things.size(); i++) {
        Decision decision = judgement.decisions().get(i);
        decisions.add(why(i).map(w -> held(decision, w)).orElse(decision));
      }
      alarm(decisions);
      return judgement.with(decisions);
    }

    /** The message is ours now, and counts from here on. */
    public void stored() {
      things.forEach(thing -> thing.ifPresent(t -> window.add(t, clock.instant())));
    }

    private Optional<String> why(int position) {
      return whole.or(() ->
          things
              .get(position)
              .filter(t -> window.full(t, clock.instant()))
              .map(t ->
                  "the same came for this recipient more than "
                      + settings.duplicates()
                      + " times within "
                      + settings.window()));
    }

    private void alarm(List<Decision> decisions) {
      decisions.stream()
          .filter(d -> d instanceof Decision.Hold h && h.queue().equals(QUEUE))
          .findFirst()
          .ifPresent(d ->
              LOG.atError()
                  .addKeyValue("alarm", "LOOP")
                  .log("{}: loop: held: {}", envelope.id(), d.reasons().because().getFirst()));
    }
  }

  private static Decision held(Decision decision, String why) {
    Recipient recipient = decision.recipient();
    Discretion discretion =
        switch (decision) {
          case Decision.Deliver d -> Discretion.of(d.inOrder());
          case Decision.Hold h -> new Discretion(h.terms(), h.released()).untilDecided();
          case Decision.Refuse r -> new Discretion(HoldTerms.REFUSED, List.of());
        };
    return new Decision.Hold(
        recipient,
        QUEUE,
        Reasons.of(QUEUE, why),
        discretion.allowed(),
        discretion.terms(),
        decision.modifiers().rewritingOnly()); // a copy or a notice would go round as well
  }
}
