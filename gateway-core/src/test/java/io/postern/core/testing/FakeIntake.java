package io.postern.core.testing;

import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Content;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An intake that keeps what it gets, and answers as it is told. */
public final class FakeIntake implements Intake {
  /** One message taken. */
  public record Taken(Envelope envelope, BytesContent content, Optional<Protection> own) {}

  private final List<Taken> taken = new CopyOnWriteArrayList<>();
  private volatile Optional<Reply> closed = Optional.empty();
  private volatile Function<Envelope, Optional<Reply>> refusal = e -> Optional.empty();
  private volatile long failWritesAfter = Long.MAX_VALUE;

  /** Everything accepted so far. */
  public List<Taken> taken() {
    return taken;
  }

  /** Answers this at MAIL from now on. */
  public void close(Reply reply) {
    closed = Optional.of(reply);
  }

  /** Takes messages again. */
  public void open() {
    closed = Optional.empty();
  }

  /** Refuses the envelopes for which this gives a reply. */
  public void refuse(Function<Envelope, Optional<Reply>> refusal) {
    this.refusal = refusal;
  }

  /** Drafts fail with an IOException after so many bytes, as on a full disk. */
  public void failWritesAfter(long bytes) {
    failWritesAfter = bytes;
  }

  @Override
  public Optional<Reply> closed() {
    return closed;
  }

  @Override
  public Draft newDraft(MessageId id) {
    return new MemoryDraft(failWritesAfter);
  }

  @Override
  public Acceptance accept(Envelope envelope, Draft draft) {
    Optional<Reply> no = refusal.apply(envelope);
    return no.<Acceptance>map(Acceptance.Refused::new)
        .orElseGet(() -> take(envelope, draft, Optional.empty()));
  }

  @Override
  public Acceptance acceptOwn(Envelope envelope, Draft draft, Protection protection) {
    return take(envelope, draft, Optional.of(protection));
  }

  private Acceptance take(Envelope envelope, Draft draft, Optional<Protection> own) {
    taken.add(
        new Taken(envelope, new BytesContent(((MemoryDraft) draft).buffer.toByteArray()), own));
    return new Acceptance.Accepted(envelope.id());
  }

  private static final class MemoryDraft implements Draft {
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final long limit;

    MemoryDraft(long limit) {
      this.limit = limit;
    }

    @Override
    public OutputStream sink() {
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
          if (buffer.size() + (long) len > limit) {
            throw new IOException("no space left (fake)");
          }
          buffer.write(b, off, len);
        }
      };
    }

    @Override
    public Content content() {
      return new BytesContent(buffer.toByteArray());
    }

    @Override
    public void close() {}
  }
}
