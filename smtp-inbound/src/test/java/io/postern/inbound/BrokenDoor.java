package io.postern.inbound;

import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import java.util.Optional;

/** An intake with a defect in every method. */
final class BrokenDoor implements Intake {
  @Override
  public Optional<Reply> closed() {
    throw new NoClassDefFoundError("broken");
  }

  @Override
  public Draft newDraft(MessageId id) {
    throw new NoClassDefFoundError("broken");
  }

  @Override
  public Acceptance accept(Envelope envelope, Draft draft) {
    throw new NoClassDefFoundError("broken");
  }

  @Override
  public Acceptance acceptOwn(Envelope envelope, Draft draft, Protection protection) {
    throw new NoClassDefFoundError("broken");
  }
}
