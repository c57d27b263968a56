package io.postern.core.testing;

import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Recipient;
import io.postern.core.port.Consignment;
import io.postern.core.port.Courier;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** A courier that reads the content, remembers it, and answers for each recipient as it is told. */
public final class FakeCourier implements Courier {
  /** One consignment with the bytes it carried. */
  public record Carried(Consignment consignment, BytesContent content) {}

  private final List<Carried> carried = new CopyOnWriteArrayList<>();
  private volatile BiFunction<Consignment, Recipient, Outcome> answer =
      (consignment, recipient) -> delivered(consignment.protection().label());

  /** Delivery with this protection. */
  public static Outcome delivered(String protection) {
    return new Outcome.Delivered(
        new HostReply(
            "mx.example.org[192.0.2.1]:25", io.postern.core.model.Reply.of(250, "2.0.0", "ok")),
        new Proof(protection, Optional.empty(), Map.of()));
  }

  public void answer(BiFunction<Consignment, Recipient, Outcome> answer) {
    this.answer = answer;
  }

  /** All consignments so far, those that could not be read left out. */
  public List<Carried> carried() {
    return carried;
  }

  @Override
  public List<Outcome> deliver(Consignment consignment) {
    List<Outcome> outcomes = new ArrayList<>();
    try (InputStream in = consignment.content().open()) {
      carried.add(new Carried(consignment, new BytesContent(in.readAllBytes())));
      consignment.recipients().forEach(r -> outcomes.add(answer.apply(consignment, r)));
    } catch (IOException e) {
      outcomes.clear();
      consignment
          .recipients()
          .forEach(
              r -> outcomes.add(new Outcome.Deferred(HostReply.own(451, "4.3.0", "unreadable"))));
    }
    return outcomes;
  }

  @Override
  public void close() {}
}
