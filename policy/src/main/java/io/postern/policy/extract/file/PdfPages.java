package io.postern.policy.extract.file;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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
  /** What garbage seldom looks like. */
  private static final Pattern OPERATOR = Pattern.compile("[A-Za-z'\"][A-Za-z0-9*]{0,2}");

  private static final Set<String> PAINTING =
      Set.of("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh");

  private final Set<COSBase> drawn = new HashSet<>();
  private long pictures;
  private int unmapped;
  private int operators;
  private int painted;

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

  /** What was on the pages since the last call, beside text and pictures. */
  Drawing takeDrawing() {
    Drawing drawing = new Drawing(operators, painted);
    operators = 0;
    painted = 0;
    return drawing;
  }

  /**
   * @param operators all of the content stream (ISO 32000-1 Annex A)
   * @param painted those that fill or stroke a path
   */
  record Drawing(int operators, int painted) {}

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
    operators += OPERATOR.matcher(operator.getName()).matches() ? 1 : 0;
    painted += PAINTING.contains(operator.getName()) ? 1 : 0;
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
