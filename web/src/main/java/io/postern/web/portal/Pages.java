package io.postern.web.portal;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/** Turns views into HTML with the compiled templates. Safe for use by many threads. */
final class Pages {
  private final Site site;
  private final TemplateEngine engine;

  Pages(Site site) {
    this.site = site;
    engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), "io.postern.web.page");
  }

  /** The whole page in UTF-8. */
  byte[] render(View view) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(view.template(), Map.of("site", site, "page", view), output);
    return output.toByteArray();
  }
}
