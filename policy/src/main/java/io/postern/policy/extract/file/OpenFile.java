package io.postern.policy.extract.file;

import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import java.io.IOException;

/**
 * A file while it is read, and where what is found in it goes.
 *
 * @param where its place inside the attachment, empty for the attachment itself
 * @param depth 1 for the attachment itself
 */
record OpenFile(
    FileKind kind, String where, int depth, byte[] bytes, Budget budget, FileOpener opener) {

  /** Text found here; blank text is dropped. */
  void text(Form form, CharSequence text) throws IOException {
    text("", form, text);
  }

  /**
   * @param place a word of ours behind {@link #where}, as in {@code page 3}
   */
  void text(String place, Form form, CharSequence text) throws IOException {
    String all = text.toString();
    if (all.isBlank()) {
      return;
    }
    int allowed = budget.text(all.length());
    opener.sink().take(new Piece.Text(at(place), form, all.substring(0, allowed)));
    if (allowed < all.length()) {
      throw new Unreadable(Trouble.TOO_MUCH_TEXT);
    }
  }

  /** A file inside this one. */
  void embedded(int number, String name, byte[] content) throws IOException {
    budget.entry();
    opener.open(where + "/" + number, depth + 1, name, content, budget);
  }

  /** A picture inside that nobody reads. */
  void picture(String place, long size) throws IOException {
    opener.sink().take(new Piece.Media(at(place), FileKind.IMAGE, size));
  }

  /** Something here was not read; reading goes on. */
  void unread(String place, Trouble trouble) throws IOException {
    opener.sink().take(new Piece.Unread(at(place), kind, trouble));
  }

  /** The same file at a place inside it, one level deeper. */
  OpenFile inside(int number) throws Unreadable {
    budget.entry();
    if (depth >= budget.limits().depth()) {
      throw new Unreadable(Trouble.TOO_DEEP);
    }
    return new OpenFile(kind, where + "/" + number, depth + 1, bytes, budget, opener);
  }

  private String at(String place) {
    return place.isEmpty() ? where : where + " " + place;
  }
}
