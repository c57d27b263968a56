package io.postern.core.flow;

import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The door as those see it who write mail while they deliver some: they are built before the flow
 * that they write to, because the flow hands over to them.
 */
public final class LateIntake implements Intake {
  private volatile @Nullable Intake intake;

  /** Names the door; once, before anything runs. */
  public void is(Intake door) {
    intake = door;
  }

  @Override
  public Optional<Reply> closed() {
    return door().closed();
  }

  @Override
  public Draft newDraft(MessageId id) {
    return door().newDraft(id);
  }

  @Override
  public Acceptance accept(Envelope envelope, Draft draft) {
    return door().accept(envelope, draft);
  }

  @Override
  public Acceptance acceptOwn(Envelope envelope, Draft draft, Protection protection) {
    return door().acceptOwn(envelope, draft, protection);
  }

  private Intake door() {
    Intake known = intake;
    if (known == null) {
      throw new IllegalStateException("the flow is not built yet");
    }
    return known;
  }
}
