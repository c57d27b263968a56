package io.postern.policy.extract.file;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.util.Matrix;
import org.apache.pdfbox.util.Vector;

/** The text of a page, and how much is drawn on it that is not text. */
final class PdfPages extends PDFTextStripper {
  private final Set<COSBase> drawn = new HashSet<>();
  private long pictures;
  private int unmapped;

  PdfPages(boolean byPosition) {
    setSortByPosition(byPosition);
    setSuppressDuplicateOverlappingText(false);
  }

  /** Bytes of pictures on the pages since the last call; each picture counts once. */
  long takePictures() {
    long bytes = pictures;
    pictures = 0;
    return bytes;
  }

  /** Glyphs that stand for no known character, on the pages since the last call. */
  int takeUnmapped() {
    int glyphs = unmapped;
    unmapped = 0;
    return glyphs;
  }

  @Override
  protected void showGlyph(Matrix matrix, PDFont font, int code, Vector displacement)
      throws IOException {
    if (font.toUnicode(code) == null) {
      unmapped++;
    }
    super.showGlyph(matrix, font, code, displacement);
  }

  @Override
  protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
    if (operator.getName().equals(OperatorName.BEGIN_INLINE_IMAGE)) {
      byte[] data = operator.getImageData();
      pictures += data == null ? 0 : data.length;
    } else if (operator.getName().equals(OperatorName.DRAW_OBJECT)
        && !operands.isEmpty()
        && operands.getFirst() instanceof COSName name) {
      picture(name);
    }
    super.processOperator(operator, operands);
  }

  private void picture(COSName name) throws IOException {
    if (getResources() == null || !getResources().isImageXObject(name)) {
      return;
    }
    PDXObject object = getResources().getXObject(name);
    if (object instanceof PDImageXObject image && drawn.add(image.getCOSObject())) {
      pictures += image.getCOSObject().getLength();
    }
  }
}
