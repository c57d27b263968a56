package io.postern.policy.extract.file;

import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was found in a file. */
record Opened(List<Piece> pieces) {
  static final FileLimits LIMITS =
      new FileLimits(32 << 20, 1000, 5, 100 << 20, 200, 5 << 20, false);

  static Opened of(byte[] file) {
    return of(LIMITS, file);
  }

  static Opened of(FileLimits limits, byte[] file) {
    List<Piece> pieces = new ArrayList<>();
    try {
      new FileOpener(limits, pieces::add).open("attachment", file);
    } catch (IOException e) {
      throw new AssertionError("the sink throws nothing", e);
    }
    return new Opened(pieces);
  }

  /** All text. */
  String text() {
    return pieces.stream()
        .map(Opened::text)
        .flatMap(Optional::stream)
        .collect(Collectors.joining("\n"));
  }

  private static Optional<String> text(Piece piece) {
    return switch (piece) {
      case Piece.Text t -> Optional.of(t.text());
      case Piece.Plain p ->
          Optional.of(p.name() + "\n" + new String(p.bytes(), StandardCharsets.UTF_8));
      case Piece.Media _, Piece.Dicom _, Piece.Unread _ -> Optional.empty();
    };
  }

  /** Place and reason of what was not read. */
  List<String> unread() {
    List<String> unread = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Unread u) {
        unread.add((u.where() + " " + u.trouble().label()).strip());
      }
    }
    return unread;
  }

  boolean has(Trouble trouble) {
    return pieces.stream().anyMatch(p -> p instanceof Piece.Unread u && u.trouble() == trouble);
  }
}
