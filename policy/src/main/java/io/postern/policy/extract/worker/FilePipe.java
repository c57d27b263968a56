package io.postern.policy.extract.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.util.Arrays;

/** A file on its way to the worker: its name, then chunks with their length, then a zero. */
final class FilePipe {
  private static final int CHUNK = 64 * 1024;
  private static final int END = 0;
  private static final int TOO_LARGE = -1;

  private FilePipe() {}

  /** The gateway's own side broke: that is not the worker's fault. */
  static final class SourceFailed extends IOException {
    private final IOException source;

    SourceFailed(IOException source) {
      super(source);
      this.source = source;
    }

    IOException source() {
      return source;
    }
  }

  /**
   * @param most bytes; of a larger file the worker is told only that it is too large
   * @return how many bytes were sent
   * @throws SourceFailed where {@code file} cannot be read
   * @throws IOException where the worker takes no more
   */
  static long send(String name, InputStream file, long most, DataOutputStream out)
      throws IOException {
    out.writeUTF(name.substring(0, Math.min(name.length(), 1000)));
    byte[] chunk = new byte[CHUNK];
    long sent = 0;
    for (int n = fill(file, chunk); n > 0; n = fill(file, chunk)) {
      sent += n;
      if (sent > most) {
        out.writeInt(TOO_LARGE);
        out.flush();
        return sent;
      }
      out.writeInt(n);
      out.write(chunk, 0, n);
    }
    out.writeInt(END);
    out.flush();
    return sent;
  }

  private static int fill(InputStream file, byte[] chunk) throws SourceFailed {
    try {
      return file.readNBytes(chunk, 0, chunk.length);
    } catch (IOException e) {
      throw new SourceFailed(e);
    }
  }

  /**
   * A file as it arrives.
   *
   * @param tooLarge true where only its beginning came
   */
  record Arrived(String name, byte[] bytes, boolean tooLarge) {}

  /**
   * @throws java.io.EOFException where the gateway is gone
   */
  static Arrived receive(DataInputStream in) throws IOException {
    String name = in.readUTF();
    byte[] bytes = new byte[CHUNK];
    int length = 0;
    for (int n = in.readInt(); n != END; n = in.readInt()) {
      if (n == TOO_LARGE) {
        return new Arrived(name, new byte[0], true);
      } else if (n < 0 || n > CHUNK) {
        throw new StreamCorruptedException("no chunk");
      }
      if (length + n > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + n, bytes.length * 2));
      }
      in.readFully(bytes, length, n);
      length += n;
    }
    return new Arrived(name, Arrays.copyOf(bytes, length), false);
  }
}
