package io.postern.policy.extract.file;

import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import java.io.IOException;

/** Opens a file by what its bytes are, and what is inside it in turn. For one thread. */
public final class FileOpener {
  private final FileLimits limits;
  private final PieceSink sink;

  public FileOpener(FileLimits limits, PieceSink sink) {
    this.limits = limits;
    this.sink = sink;
  }

  PieceSink sink() {
    return sink;
  }

  /**
   * Gives everything that is found to the sink, what could not be read included. Whatever the file
   * holds, nothing is thrown because of it except errors of the virtual machine.
   *
   * @param name as the message calls it, or empty
   * @throws IOException where the sink throws
   */
  public void open(String name, byte[] bytes) throws IOException {
    try {
      open("", 1, name, bytes, new Budget(limits));
    } catch (Unreadable ended) {
      // told at the place where it happened
      return;
    }
  }

  /**
   * @throws Unreadable where a limit is reached that ends the reading of all
   */
  void open(String where, int depth, String name, byte[] bytes, Budget budget) throws IOException {
    FileKind kind = FileKind.of(bytes, Math.min(bytes.length, FileKind.HEAD));
    OpenFile file = new OpenFile(kind, where, depth, bytes, budget, this);
    boolean plain = kind == FileKind.TEXT || kind == FileKind.OPENPGP;
    if (!where.isEmpty() && !plain) {
      file.text("file name", Form.FILE_NAME, name);
    }
    try {
      if (plain) {
        plain(file, name);
      } else if (depth > limits.depth()) {
        throw new Unreadable(Trouble.TOO_DEEP);
      } else {
        read(file);
      }
    } catch (Unreadable e) {
      if (e.tell()) {
        file.unread("", e.trouble());
      }
      if (e.trouble().endsReading()) {
        throw e;
      }
    } catch (SinkClosed e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // the libraries' ways to say that a file does not follow its format
      file.unread("", Trouble.BROKEN);
    }
  }

  private void plain(OpenFile file, String name) throws IOException {
    if (file.budget().text(file.bytes().length) < file.bytes().length) {
      throw new Unreadable(Trouble.TOO_MUCH_TEXT);
    }
    sink.take(new Piece.Plain(file.where(), name, file.bytes()));
  }

  private void read(OpenFile file) throws IOException {
    switch (file.kind()) {
      case PDF -> PdfDocument.read(file);
      case ZIP -> ZipArchive.read(file);
      case OLE -> CompoundFile.read(file);
      case RTF -> RichText.read(file);
      case GZIP, BZIP2, XZ -> PackedStream.read(file);
      case TAR -> TarArchive.read(file);
      case SEVEN_ZIP -> SevenZipArchive.read(file);
      case TNEF -> WinmailDat.read(file);
      case DICOM -> DicomFile.read(file);
      case IMAGE -> Picture.read(file);
      case AUDIO, VIDEO ->
          sink.take(new Piece.Media(file.where(), file.kind(), file.bytes().length));
      case RAR, UNKNOWN -> throw new Unreadable(Trouble.UNKNOWN_KIND);
      case TEXT, OPENPGP -> throw new IllegalStateException("text needs no opening");
    }
  }
}
