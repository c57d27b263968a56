package io.postern.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.BytesContent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the reader sees of messages of all sorts. */
class ReadingTest {
  private World world;
  private Browser browser;

  @BeforeEach
  void start() throws IOException {
    world = new World();
    browser = new Browser(world);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private static final byte[] FILE = bytes(200_000);
  private static final byte[] IMAGE = bytes(5_000);

  private static String rich(String name) {
    return """
    From: =?utf-8?Q?Dr_W=C3=A9ber?= <dr.weber@clinic.example>
    Reply-To: "Front desk" <desk@clinic.example>
    Subject: =?utf-8?B?UmVzdWx0cyDigJQgPGI+eDwvYj4=?=
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=o

    --o
    Content-Type: multipart/related; boundary=r

    --r
    Content-Type: multipart/alternative; boundary=a

    --a
    Content-Type: text/plain; charset=iso-8859-1
    Content-Transfer-Encoding: quoted-printable

    Gr=FC=DFe <plain>
    --a
    Content-Type: text/html; charset=utf-8

    <p>Hello <b>you</b></p><script>alert(1)</script>
    <img src="cid:pic@x"><img src="cid:none"><img src="http://evil.example/p.gif">
    <a href="https://clinic.example/">site</a>
    --a--
    --r
    Content-Type: image/png; name=logo.png
    Content-Transfer-Encoding: base64
    Content-ID: <pic@x>
    Content-Disposition: inline

    IMAGE
    --r--
    --o
    Content-Type: text/html
    Content-Transfer-Encoding: base64
    Content-Disposition: attachment; filename="NAME"

    FILE
    --o--
    """
        .replace("NAME", name)
        .replace("IMAGE", Base64.getMimeEncoder().encodeToString(IMAGE))
        .replace("FILE", Base64.getMimeEncoder().encodeToString(FILE));
  }

  @Test
  void message_html_isFramedCleanAndFetchesNothing() throws IOException {
    String path = world.offer(rich("a.html"), World.READER);
    String page = Browser.text(browser.signIn(world, path));
    assertThat(page)
        .contains("Results — &lt;b&gt;x&lt;/b&gt;", "Dr Wéber", "desk@clinic.example")
        .contains("<iframe class=\"letter\" src=\"" + path + "/body\"", "view=text")
        .doesNotContain("<script");
    HttpResponse<byte[]> body = browser.get(path + "/body");
    assertThat(Browser.text(body))
        .contains(
            "<b>you</b>", "data:image/png;base64," + Base64.getEncoder().encodeToString(IMAGE))
        .contains("target=\"_blank\"")
        .doesNotContain("evil.example", "script", "cid:");
    assertThat(body.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("sandbox allow-popups")
        .contains("default-src 'none'", "img-src data:", "frame-ancestors 'self'")
        .doesNotContain("allow-scripts", "allow-same-origin", "allow-forms");
  }

  @Test
  void message_plainView_showsTextEscaped() throws IOException {
    String path = world.offer(rich("a.html"), World.READER);
    browser.signIn(world, path);
    assertThat(Browser.text(browser.get(path + "/message?view=text")))
        .contains("Grüße &lt;plain&gt;")
        .doesNotContain("<iframe");
  }

  @Test
  void attachment_download_isByteExactAndNeverRuns() throws IOException {
    String path = world.offer(rich("../a\\\\b\"; x=.html"), World.READER);
    String page = Browser.text(browser.signIn(world, path));
    String url = page.replaceAll("(?s).*href=\"(" + path + "/attachment/\\d+)\".*", "$1");
    HttpResponse<byte[]> file = browser.get(url);
    assertThat(file.body()).isEqualTo(FILE);
    assertThat(file.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
        .matches(
            "attachment; filename=\"[^\"/\\\\]*\"; filename\\*=UTF-8''[A-Za-z0-9._%&+!#$^`|~-]*");
    assertThat(browser.get(path + "/attachment/99").statusCode()).isEqualTo(404);
    assertThat(browser.get(path + "/attachment/0").statusCode()).isEqualTo(404);
  }

  @Test
  void attachment_nameWithEncodedLineBreakAndOverride_isHarmless() throws IOException {
    String name =
        "=?utf-8?B?"
            + Base64.getEncoder()
                .encodeToString("a\r\nX-Evil: 1\u202Egnp.exe".getBytes(StandardCharsets.UTF_8))
            + "?=";
    String path = world.offer(rich(name), World.READER);
    String page = Browser.text(browser.signIn(world, path));
    assertThat(page).doesNotContain("\u202E");
    HttpResponse<byte[]> file =
        browser.get(page.replaceAll("(?s).*href=\"(" + path + "/attachment/\\d+)\".*", "$1"));
    assertThat(file.headers().firstValue("X-Evil")).isEmpty();
    assertThat(file.body()).isEqualTo(FILE);
  }

  @Test
  void eml_download_isTheStoredMessage() throws IOException {
    BytesContent content = BytesContent.of(rich("a.html"));
    String path = World.path(world.offer(content, World.READER, true));
    browser.signIn(world, path);
    HttpResponse<byte[]> eml = browser.get(path + "/message.eml");
    assertThat(eml.body()).isEqualTo(content.bytes());
    assertThat(eml.headers().firstValue("Content-Disposition").orElse("")).contains(".eml\"");
  }

  @Test
  void body_sameImageAThousandTimes_staysBounded() throws IOException {
    String html = "<img src=\"cid:pic@x\">".repeat(1000);
    String path =
        world.offer(rich("a.html").replace("<p>Hello <b>you</b></p>", html), World.READER);
    browser.signIn(world, path);
    String body = Browser.text(browser.get(path + "/body"));
    assertThat(body.split("data:image/png", -1)).hasSize(InlineImages.MOST + 1);
  }

  @Test
  void message_brokenMime_stillOffersTheDownload() throws IOException {
    String path =
        world.offer("Subject: x\nContent-Type: multipart/mixed\n\n--b\n\nfoo", World.READER);
    HttpResponse<byte[]> page = browser.signIn(world, path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(Browser.text(page)).contains("could not be shown", "message.eml");
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
