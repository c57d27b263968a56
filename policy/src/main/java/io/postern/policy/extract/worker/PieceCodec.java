package io.postern.policy.extract.worker;

import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What goes through the pipes: a byte for the kind, then its fields; strings and files as their
 * length in 32 bits and their bytes. The reader takes nothing for granted.
 */
final class PieceCodec {
  /** Said once, when files can come. */
  static final int READY = 'R';

  private static final int END = 0;
  private static final int TEXT = 1;
  private static final int PLAIN = 2;
  private static final int MEDIA = 3;
  private static final int DICOM = 4;
  private static final int UNREAD = 5;

  private static final int LONGEST_PLACE = 200;
  private static final int LONGEST_NAME = 64 * 1024;

  private PieceCodec() {}

  static void write(Piece piece, DataOutputStream out) throws IOException {
    switch (piece) {
      case Piece.Text t -> {
        place(TEXT, t, out);
        constant(t.form(), out);
        bytes(t.text().getBytes(StandardCharsets.UTF_8), out);
      }
      case Piece.Plain p -> {
        place(PLAIN, p, out);
        byte[] name = p.name().getBytes(StandardCharsets.UTF_8);
        bytes(java.util.Arrays.copyOf(name, Math.min(name.length, LONGEST_NAME)), out);
        bytes(p.bytes(), out);
      }
      case Piece.Media m -> {
        place(MEDIA, m, out);
        constant(m.kind(), out);
        out.writeLong(m.size());
      }
      case Piece.Dicom d -> place(DICOM, d, out);
      case Piece.Unread u -> {
        place(UNREAD, u, out);
        constant(u.kind(), out);
        constant(u.trouble(), out);
      }
    }
  }

  static void end(DataOutputStream out) throws IOException {
    out.writeByte(END);
    out.flush();
  }

  /**
   * The next piece; empty at the end.
   *
   * @param most longest text or file in bytes
   * @throws StreamCorruptedException where the bytes are none of ours
   * @throws java.io.EOFException where they end too soon
   */
  static Optional<Piece> read(DataInputStream in, long most) throws IOException {
    int kind = in.readUnsignedByte();
    if (kind == END) {
      return Optional.empty();
    }
    String where = place(in);
    return Optional.of(
        switch (kind) {
          case TEXT -> new Piece.Text(where, constant(Form.class, in), string(in, most));
          case PLAIN -> new Piece.Plain(where, string(in, LONGEST_NAME), bytes(in, most));
          case MEDIA -> new Piece.Media(where, constant(FileKind.class, in), size(in));
          case DICOM -> new Piece.Dicom(where);
          case UNREAD ->
              new Piece.Unread(where, constant(FileKind.class, in), constant(Trouble.class, in));
          default -> throw new StreamCorruptedException("no such kind of piece");
        });
  }

  private static void place(int kind, Piece piece, DataOutputStream out) throws IOException {
    out.writeByte(kind);
    bytes(piece.where().getBytes(StandardCharsets.UTF_8), out);
  }

  /** Numbers and words only: places are logged. */
  private static String place(DataInputStream in) throws IOException {
    String place = string(in, LONGEST_PLACE);
    if (!place.matches("[0-9a-z/ ]*")) {
      throw new StreamCorruptedException("no place");
    }
    return place;
  }

  private static long size(DataInputStream in) throws IOException {
    return Math.max(0, in.readLong());
  }

  private static void constant(Enum<?> constant, DataOutputStream out) throws IOException {
    bytes(constant.name().getBytes(StandardCharsets.UTF_8), out);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, DataInputStream in)
      throws IOException {
    try {
      return Enum.valueOf(type, string(in, LONGEST_PLACE));
    } catch (IllegalArgumentException e) {
      throw new StreamCorruptedException("no such constant");
    }
  }

  private static void bytes(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String string(DataInputStream in, long most) throws IOException {
    return new String(bytes(in, most), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in, long most) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > most) {
      throw new StreamCorruptedException("too long");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new java.io.EOFException();
    }
    return bytes;
  }
}
