package io.postern.policy.extract.file;

import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Piece;
import java.io.IOException;

/** A picture: read where recognition of text is on, else only weighed. */
final class Picture {
  private Picture() {}

  static void read(OpenFile file) throws IOException {
    if (!file.budget().limits().ocr() || !recognise(file, "", file.bytes())) {
      file.opener().sink().take(new Piece.Media(file.where(), FileKind.IMAGE, file.bytes().length));
    }
  }

  /** True where the recognition ran to its end, whether or not it found text. */
  static boolean recognise(OpenFile file, String place, byte[] picture) throws IOException {
    var text = Tesseract.recognise(picture);
    if (text.isPresent()) {
      file.text(place, Form.PLAIN, text.get());
    }
    return text.isPresent();
  }
}
