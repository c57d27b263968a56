package io.postern.core.queue;

import io.postern.core.model.MessageId;
import io.postern.core.port.Content;
import io.postern.core.seal.DamagedException;
import io.postern.core.spool.Spool;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens the stored content when it is asked for, and notices when that finds damage, whatever the
 * reader makes of it.
 */
final class WatchedContent implements Content {
  private final Spool spool;
  private final MessageId id;
  private volatile Optional<String> damage = Optional.empty();
  private volatile @Nullable Content stored;

  WatchedContent(Spool spool, MessageId id) {
    this.spool = spool;
    this.id = id;
  }

  Optional<String> damage() {
    return damage;
  }

  @Override
  public long size() {
    try {
      return stored().size();
    } catch (IOException e) {
      // Reading it will fail too, and there it can be told apart.
      return 0;
    }
  }

  @Override
  public InputStream open() throws IOException {
    try {
      return new WatchedStream(stored().open());
    } catch (DamagedException e) {
      throw noted(e);
    }
  }

  private Content stored() throws IOException {
    Content known = stored;
    if (known == null) {
      known = spool.open(id);
      stored = known;
    }
    return known;
  }

  private DamagedException noted(DamagedException e) {
    damage = Optional.of(String.valueOf(e.getMessage()));
    return e;
  }

  private final class WatchedStream extends FilterInputStream {
    WatchedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      try {
        return in.read(b, off, len);
      } catch (DamagedException e) {
        throw noted(e);
      }
    }
  }
}
