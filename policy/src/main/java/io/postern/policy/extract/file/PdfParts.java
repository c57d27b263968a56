package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.jspecify.annotations.Nullable;

/**
 * What a PDF holds beside its pages: the strings of all its objects (properties, form fields,
 * annotations, bookmarks, links, scripts), embedded files, metadata and XFA forms. Every object of
 * the file is looked at, whether or not a page leads to it, so that no kind is forgotten.
 */
final class PdfParts {
  /** Names under which a stream is text. */
  private static final Set<COSName> TEXTS =
      Set.of(
          COSName.METADATA,
          COSName.JS,
          COSName.V,
          COSName.DV,
          COSName.RV,
          COSName.RC,
          COSName.getPDFName("XFA"));

  private static final COSName FILES = COSName.EF;

  private final OpenFile file;
  private final StringBuilder strings = new StringBuilder();
  private final Set<COSBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private int embedded;

  private PdfParts(OpenFile file) {
    this.file = file;
  }

  static void read(OpenFile file, PDDocument document) throws IOException {
    PdfParts parts = new PdfParts(file);
    try {
      for (COSObjectKey key : List.copyOf(document.getDocument().getXrefTable().keySet())) {
        parts.value(document.getDocument().getObjectFromPool(key));
      }
      parts.value(document.getDocument().getTrailer());
    } finally {
      file.text("objects", Form.DATA, parts.strings);
    }
  }

  private static @Nullable COSBase resolved(@Nullable COSBase value) {
    return value instanceof COSObject reference ? reference.getObject() : value;
  }

  private void value(@Nullable COSBase value) throws IOException {
    COSBase direct = resolved(value);
    if (direct instanceof COSString s) {
      string(s);
    } else if (direct instanceof COSDictionary d && seen.add(d)) {
      dictionary(d);
    } else if (direct instanceof COSArray a && seen.add(a)) {
      for (COSBase item : a) {
        direct(item);
      }
    }
  }

  /** Only what stands here itself: what is referred to has its own turn. */
  private void direct(@Nullable COSBase value) throws IOException {
    if (!(value instanceof COSObject)) {
      value(value);
    }
  }

  private void string(COSString string) {
    String text = string.getString();
    boolean readable =
        text.chars().filter(c -> c < ' ' || c == 0xfffd).count() * 4 <= text.length();
    if (readable && !text.isBlank()) {
      strings.append(text).append('\n');
    }
  }

  private void dictionary(COSDictionary dictionary) throws IOException {
    for (Map.Entry<COSName, COSBase> entry : dictionary.entrySet()) {
      if (entry.getKey().equals(FILES) && resolved(entry.getValue()) instanceof COSDictionary f) {
        embedded(dictionary, f);
      } else if (TEXTS.contains(entry.getKey())) {
        for (COSStream stream : streams(entry.getValue())) {
          text(stream);
        }
        direct(entry.getValue());
      } else {
        direct(entry.getValue());
      }
    }
  }

  /** The stream, or the streams in the array (ISO 32000-1 12.7.8: XFA is cut into several). */
  private List<COSStream> streams(COSBase value) {
    List<COSStream> streams = new ArrayList<>();
    COSBase direct = resolved(value);
    if (direct instanceof COSStream s && seen.add(s)) {
      streams.add(s);
    } else if (direct instanceof COSArray a) {
      for (COSBase item : a) {
        if (resolved(item) instanceof COSStream s && seen.add(s)) {
          streams.add(s);
        }
      }
    }
    return streams;
  }

  private void text(COSStream stream) throws IOException {
    strings.append(new String(content(stream), StandardCharsets.UTF_8)).append('\n');
  }

  private byte[] content(COSStream stream) throws IOException {
    try (InputStream in = stream.createInputStream()) {
      return file.budget().counted(in, stream.getLength()).readAllBytes();
    }
  }

  /** ISO 32000-1 7.11.4: one file, perhaps in forms for several systems. */
  private void embedded(COSDictionary specification, COSDictionary files) throws IOException {
    String name =
        specification.getString(COSName.UF, "") + " " + specification.getString(COSName.F, "");
    for (COSBase form : files.getValues()) {
      if (resolved(form) instanceof COSStream stream && seen.add(stream)) {
        file.embedded(++embedded, name.strip(), content(stream));
      }
    }
  }
}
