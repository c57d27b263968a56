package io.postern.policy.extract.worker;

import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import io.postern.policy.extract.file.FileLimits;
import io.postern.policy.extract.file.FileOpener;
import io.postern.policy.extract.file.SinkClosed;
import io.postern.policy.extract.worker.FilePipe.Arrived;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.SynchronousQueue;

/**
 * The worker's program: files come in on standard input one after the other, what is in them goes
 * out on standard output. Ends at once when standard input ends, in the middle of a file too, so
 * that none outlives its gateway.
 */
public final class ExtractWorker {
  private final SynchronousQueue<Arrived> arrived = new SynchronousQueue<>();
  private final DataOutputStream out;
  private final FileLimits limits;

  private ExtractWorker(FileLimits limits, DataOutputStream out) {
    this.limits = limits;
    this.out = out;
  }

  /**
   * @param args the limits, as {@link WorkerArguments} writes them
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    NoNetwork.enforce();
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 * 1024));
    // what a library prints must not end up among the answers
    System.setOut(System.err);
    ExtractWorker worker = new ExtractWorker(WorkerArguments.parse(args), out);
    out.writeByte(PieceCodec.READY);
    out.flush();
    Thread.ofPlatform().daemon().start(worker::receive);
    worker.run();
  }

  private void receive() {
    try (DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in))) {
      while (true) {
        arrived.put(FilePipe.receive(in));
      }
    } catch (IOException e) {
      Runtime.getRuntime().halt(0); // the gateway is gone
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    while (true) {
      open(arrived.take());
      PieceCodec.end(out);
    }
  }

  private void open(Arrived file) throws IOException {
    if (file.tooLarge()) {
      send(new Piece.Unread("", FileKind.UNKNOWN, Trouble.FILE_TOO_LARGE));
    } else {
      new FileOpener(limits, this::send).open(file.name(), file.bytes());
    }
  }

  private void send(Piece piece) throws SinkClosed {
    try {
      PieceCodec.write(piece, out);
    } catch (IOException e) {
      throw new SinkClosed(e);
    }
  }
}
