package io.postern.web.portal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.owasp.html.CssSchema;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Turns a stranger's HTML into HTML that shows and does nothing else: no script, no form, nothing
 * fetched from anywhere, links that open apart. {@code style} and {@code noscript} elements are not
 * allowed, alone or together (CVE-2025-66021); style attributes are parsed, and URLs in them
 * dropped.
 */
final class HtmlCleaner {
  private static final Pattern DATA_IMAGE =
      Pattern.compile("data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\\s]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}%?");
  private static final Pattern WORD = Pattern.compile("[a-zA-Z]{1,16}");
  private static final Pattern COLOUR = Pattern.compile("#?[a-zA-Z0-9]{1,20}");

  private HtmlCleaner() {}

  /**
   * Cleans a fragment or a whole document.
   *
   * @param inlineImage what to write for a Content-ID (RFC 2392, without {@code cid:} and angle
   *     brackets); empty drops the image
   */
  static String clean(String html, Function<String, Optional<String>> inlineImage) {
    return policy(inlineImage).sanitize(html);
  }

  private static PolicyFactory policy(Function<String, Optional<String>> inlineImage) {
    HtmlPolicyBuilder b = new HtmlPolicyBuilder();
    elements(b);
    tables(b);
    return b.allowElements(HtmlCleaner::withSource, "img")
        .allowUrlProtocols("http", "https", "mailto", "cid", "data")
        .allowAttributes("src")
        .matching((element, attribute, value) -> imageSource(value, inlineImage))
        .onElements("img")
        .allowAttributes("alt", "title")
        .onElements("img")
        .allowAttributes("href")
        .matching((element, attribute, value) -> isLink(value) ? value : null)
        .onElements("a")
        .requireRelsOnLinks("noopener", "noreferrer")
        .allowElements(HtmlCleaner::openApart, "a")
        .toFactory();
  }

  private static void elements(HtmlPolicyBuilder b) {
    b.allowElements(
            "p",
            "div",
            "span",
            "br",
            "hr",
            "b",
            "strong",
            "i",
            "em",
            "u",
            "s",
            "strike",
            "del",
            "ins",
            "sub",
            "sup",
            "small",
            "big",
            "tt",
            "code",
            "pre",
            "blockquote",
            "q",
            "cite",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "center",
            "font",
            "abbr",
            "address",
            "figure",
            "figcaption",
            "section",
            "article")
        .allowWithoutAttributes("span", "font", "a")
        .allowStyling(CssSchema.DEFAULT)
        .allowAttributes("color")
        .matching(COLOUR)
        .onElements("font")
        .allowAttributes("size")
        .matching(Pattern.compile("[+-]?[1-7]"))
        .onElements("font")
        .allowAttributes("dir")
        .matching(Pattern.compile("(?i)ltr|rtl|auto"))
        .globally()
        .allowAttributes("lang")
        .matching(Pattern.compile("[a-zA-Z-]{2,20}"))
        .globally();
  }

  private static void tables(HtmlPolicyBuilder b) {
    b.allowElements("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup")
        .allowAttributes("width", "height", "cellpadding", "cellspacing", "border")
        .matching(NUMBER)
        .onElements("table", "td", "th", "tr", "img")
        .allowAttributes("colspan", "rowspan")
        .matching(Pattern.compile("[0-9]{1,2}"))
        .onElements("td", "th")
        .allowAttributes("align", "valign")
        .matching(WORD)
        .onElements("table", "tr", "td", "th", "p", "div", "img", "h1", "h2", "h3")
        .allowAttributes("bgcolor")
        .matching(COLOUR)
        .onElements("table", "tr", "td", "th");
  }

  /**
   * Data images of four harmless kinds and images of the message itself; nothing from elsewhere.
   */
  private static @Nullable String imageSource(
      String value, Function<String, Optional<String>> inlineImage) {
    String source = value.strip();
    if (source.toLowerCase(Locale.ROOT).startsWith("cid:")) {
      return inlineImage.apply(source.substring(4)).orElse(null);
    }
    return DATA_IMAGE.matcher(source).matches() ? source : null;
  }

  private static boolean isLink(String value) {
    String lower = value.strip().toLowerCase(Locale.ROOT);
    return lower.startsWith("https://")
        || lower.startsWith("http://")
        || lower.startsWith("mailto:");
  }

  /** An image whose source is dropped would be an empty frame with a broken icon. */
  private static @Nullable String withSource(String element, List<String> attributes) {
    for (int i = 0; i < attributes.size(); i += 2) {
      if (attributes.get(i).equals("src")) {
        return element;
      }
    }
    return null;
  }

  private static String openApart(String element, List<String> attributes) {
    attributes.add("target");
    attributes.add("_blank");
    return element;
  }
}
