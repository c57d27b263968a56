package io.postern.core.spool;

import io.postern.core.model.MessageId;
import io.postern.core.port.Content;
import io.postern.core.port.Draft;
import io.postern.core.seal.DataKey;
import io.postern.core.seal.Opener;
import io.postern.core.seal.Sealer;
import io.postern.core.store.ContentRows;
import io.postern.core.store.ContentRows.SealedRow;
import io.postern.core.store.Database;
import io.postern.core.store.Tx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message that is coming in. Pieces that are full go to the store ahead; the last
 * one stays in memory and is stored in the transaction that accepts the message, which for most
 * messages is the only time the store is touched.
 */
public final class SealedDraft implements Draft {
  /** One segment, of which all is opened for its first byte. */
  private static final int AT_HAND = 64 << 10;

  private final Database database;
  private final Vault vault;
  private final MessageId id;
  private final DataKey key = DataKey.random();
  private final MessageDigest sha256 = newSha256();
  private final WriteAhead ahead;
  private final Sealer sealer;
  private long size;
  private volatile boolean closed;
  private @Nullable Finished finished;

  /** A small message once it was opened; three look at it before it is accepted. */
  private volatile byte @Nullable [] plain;

  /** What is known once the last byte was written. */
  private record Finished(byte[] lastPiece, SealedRow row) {}

  SealedDraft(Database database, Vault vault, MessageId id) {
    this.database = database;
    this.vault = vault;
    this.id = id;
    this.ahead = new WriteAhead(database, id);
    this.sealer = new Sealer(key, id.value(), ahead::put);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  @Override
  public OutputStream sink() {
    return new Sink();
  }

  private final class Sink extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (closed || finished != null) {
        throw new IOException("the draft is complete");
      }
      sealer.write(bytes, offset, length);
      sha256.update(bytes, offset, length);
      size += length;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>What it gives can be read until the draft is closed.
   */
  @Override
  public Content content() throws IOException {
    if (finished == null) {
      finish();
    }
    return new DraftContent();
  }

  private void finish() throws IOException {
    if (closed) {
      throw new IOException("the draft is closed");
    }
    ahead.await();
    byte[] lastPiece = sealer.finish();
    String digest = HexFormat.of().formatHex(sha256.digest());
    finished = new Finished(lastPiece, vault.wrap(id, key, size, digest));
  }

  private Finished finished() {
    if (finished == null) {
      throw new IllegalStateException("content() ends the writing and comes first");
    }
    return finished;
  }

  /** SHA-256 of the content in hex, after {@link #content}. */
  public String digest() {
    return finished().row().digest();
  }

  /** Bytes written so far. */
  public long size() {
    return size;
  }

  /**
   * Makes it the content of the message, in the transaction that accepts it; after {@link
   * #content}. May run again where the transaction was rolled back.
   */
  public void store(Tx tx) throws SQLException {
    if (ContentRows.pieces(tx, id, sealer.lastSeq()) != sealer.lastSeq()) {
      throw new SQLException("pieces of the message that were written ahead are gone");
    }
    ContentRows.insertPiece(tx, id, sealer.lastSeq(), finished().lastPiece());
    ContentRows.insertSealed(tx, id, finished().row());
  }

  /** The whole message as it is stored, where it is one piece. */
  Optional<ContentRows.Start> whole() {
    return sealer.lastSeq() == 0
        ? Optional.of(new ContentRows.Start(finished().row(), finished().lastPiece(), 1))
        : Optional.empty();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      wipe();
      sealer.wipe();
      key.close();
      ahead.abandon();
    }
  }

  private void wipe() {
    byte[] known = plain;
    plain = null;
    if (known != null) {
      Arrays.fill(known, (byte) 0);
    }
  }

  private final class DraftContent implements Content {
    @Override
    public long size() {
      return size;
    }

    @Override
    public InputStream open() throws IOException {
      if (closed) {
        throw new IOException("the draft is closed");
      }
      byte[] known = plain;
      if (known != null) {
        return new PlainBytes(known);
      }
      return size <= AT_HAND ? new PlainBytes(keep()) : opener();
    }

    /** What is read from here is what was stored: it comes out of the sealed bytes. */
    private byte[] keep() throws IOException {
      try (Opener opener = opener()) {
        byte[] all = opener.readNBytes((int) size);
        plain = all;
        return all;
      }
    }

    private Opener opener() {
      return new Opener(key, id.value(), size, this::piece);
    }

    private byte @Nullable [] piece(int seq) throws IOException {
      return seq == sealer.lastSeq()
          ? finished().lastPiece()
          : StoredContent.read(database, id, seq);
    }
  }
}
