package io.postern.policy.extract.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;

/** Documents that refer to something outside: whoever follows it gives the reader away. */
public final class Linked {
  private Linked() {}

  /** In all the ways that are known, to this URL. */
  public static List<byte[]> to(String url) {
    String entity = "<!DOCTYPE a [<!ENTITY e SYSTEM '" + url + "'>]>";
    String subset = "<!DOCTYPE a SYSTEM '" + url + "'>";
    String template =
        "<Relationships><Relationship Type='attachedTemplate' TargetMode='External' Target='"
            + url
            + "'/></Relationships>";
    String included =
        "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='" + url + "'/></a>";
    return List.of(
        Documents.office("word/document.xml", entity + "<a>&e;</a>"),
        Documents.office("word/document.xml", subset + "<a/>"),
        Documents.office("xl/worksheets/sheet1.xml", entity + "<a>&e;</a>"),
        Documents.office("xl/sharedStrings.xml", subset + "<a/>"),
        Documents.office("word/document.xml", included),
        Documents.office("word/_rels/settings.xml.rels", template),
        Documents.office(
            "word/document.xml",
            "<a xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:schemaLocation='a "
                + url
                + "'/>"),
        Packed.zip(
            "mimetype",
            "application/vnd.oasis.opendocument.text",
            "content.xml",
            entity + "<a>&e;</a>"),
        Packed.zip("picture.svg", entity + "<svg><image href='" + url + "'/>&e;</svg>"),
        Packed.zip("flat.fodt", entity + "<a>&e;</a>"),
        ascii(
            "{\\rtf1{\\*\\template "
                + url
                + "}{\\field{\\*\\fldinst INCLUDEPICTURE "
                + url
                + "}}}"),
        Documents.pdf(d -> {
          Documents.page(d, "opens a page");
          PDActionURI action = new PDActionURI();
          action.setURI(url);
          d.getDocumentCatalog().setOpenAction(action);
        }),
        xfa(entity + "<xdp>&e;</xdp>"));
  }

  private static byte[] xfa(String form) {
    return Documents.pdf(d -> {
      Documents.page(d, "a form");
      var stream = d.getDocument().createCOSStream();
      try (var out = stream.createOutputStream()) {
        out.write(ascii(form));
      }
      var fields = new org.apache.pdfbox.cos.COSDictionary();
      fields.setItem("XFA", stream);
      d.getDocumentCatalog().getCOSObject().setItem("AcroForm", fields);
    });
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
