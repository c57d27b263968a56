package io.postern.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.port.Pickup.Offer;
import io.postern.core.store.PortalStore;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FakeIntake.Taken;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the link to the message, and everything that must not lead there. */
class JourneyTest {
  static final String LETTER =
      """
      From: Dr Weber <dr.weber@clinic.example>
      To: jo.doe@mail.example
      Subject: Your results
      Message-ID: <r1@clinic.example>
      Date: Fri, 20 Nov 2026 09:00:00 +0000
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8

      Your potassium is 4.1 mmol/l.
      """;

  private World world;
  private Browser browser;
  private String path;

  @BeforeEach
  void start() throws IOException {
    world = new World();
    browser = new Browser(world);
    path = world.offer(LETTER, World.READER);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void offer_twice_sameLinkOneEvent() throws IOException {
    MessageId id = MessageId.create(1);
    Offer first = world.offers.offer(id, Recipient.of(World.READER), World.terms(1, true));
    world.clock.pass(Duration.ofHours(1));
    Offer again = world.offers.offer(id, Recipient.of(World.READER), World.terms(9, false));
    assertThat(again).isEqualTo(first);
    assertThat(first.reference()).matches("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}");
    assertThat(first.link()).matches("http://127\\.0\\.0\\.1/m/[A-Za-z0-9_-]{43}");
    assertThat(world.audited()).containsExactly("offered", "offered");
    assertThat(world.state()).doesNotContain(World.path(first).substring(3));
  }

  @Test
  void firstPage_scannersComeByGetAndHead_changesNothing() {
    String before = world.state();
    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> page = new Browser(world).get(path);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(Browser.text(page))
          .contains("Example Clinic", "Send me the code", "21 December 2026")
          .doesNotContain("results", "Weber", World.READER, World.SENDER);
      assertThat(new Browser(world).head(path).body()).isEmpty();
    }
    for (String sub :
        List.of(
            "/code",
            "/open",
            "/message",
            "/body",
            "/attachment/1",
            "/reply",
            "/message.eml",
            "/logout")) {
      assertThat(new Browser(world).get(path + sub).statusCode()).as(sub).isEqualTo(303);
    }
    assertThat(world.state()).isEqualTo(before);
    assertThat(world.intake.taken()).isEmpty();
  }

  @Test
  void journey_rightCode_showsMessageAndProvesItOnce() {
    HttpResponse<byte[]> message = browser.signIn(world, path);
    assertThat(message.statusCode()).isEqualTo(200);
    assertThat(Browser.text(message)).contains("Your results", "potassium is 4.1", "Dr Weber");
    browser.get(path + "/message");
    browser.get(path + "/message.eml");
    assertThat(world.audited()).containsExactly("offered", "picked_up");
    assertThat(browser.get(path).headers().firstValue("Location")).hasValue(path + "/message");
  }

  @Test
  void journey_copyThatPolicyChanged_isWhatIsReadAndDownloaded() throws IOException {
    String changed = LETTER.replace("Your results", "Ihre Werte").replace("4.1", "4.1 (normal)");
    String link = world.offerCopy(LETTER, changed, "jane@mail.example");
    HttpResponse<byte[]> message = browser.signIn(world, link);
    assertThat(Browser.text(message))
        .contains("Ihre Werte", "4.1 (normal)")
        .doesNotContain("Your results");
    assertThat(Browser.text(browser.get(link + "/message.eml")))
        .contains("Ihre Werte")
        .doesNotContain("Your results");
    assertThat(Browser.text(browser.get(link + "/reply"))).doesNotContain("Your results");
  }

  @Test
  void codeMail_hasCodeAndReferencesAndNothingOfTheMessage() {
    HttpResponse<byte[]> page = browser.askForCode(path);
    Taken mail = world.intake.taken().getFirst();
    assertThat(mail.own()).hasValue(new Protection.OpportunisticTls());
    assertThat(mail.envelope().to()).containsExactly(Recipient.of(World.READER));
    assertThat(mail.content().text())
        .contains("Auto-Submitted: auto-generated", "From: \"Example Clinic\" <notices@clinic")
        .doesNotContain("results", "Weber", path);
    String shown =
        Browser.text(page).replaceAll("(?s).*shows</dt><dd class=\"code\">(\\w{4})<.*", "$1");
    assertThat(shown).hasSize(4);
    assertThat(world.mailedText())
        .contains("shows  " + shown)
        .contains("from Example Clinic")
        .doesNotContain("results", "Weber", path, "potassium");
  }

  @Test
  void open_fiveWrongCodes_locksTheRightOne() {
    String token = Browser.token(browser.askForCode(path));
    String right = world.mailedCode();
    String wrong = right.equals("00000000") ? "11111111" : "00000000";
    for (int i = 0; i < 5; i++) {
      HttpResponse<byte[]> no = browser.post(path + "/open", "token=" + token + "&code=" + wrong);
      assertThat(no.statusCode()).isEqualTo(403);
    }
    assertThat(browser.post(path + "/open", "token=" + token + "&code=" + right).statusCode())
        .isEqualTo(403);
    assertThat(world.audited()).containsExactly("offered");
  }

  @Test
  void open_codeTwice_worksOnce() {
    String token = Browser.token(browser.askForCode(path));
    String form = "token=" + token + "&code=" + world.mailedCode();
    assertThat(browser.post(path + "/open", form).statusCode()).isEqualTo(303);
    assertThat(browser.post(path + "/open", form).statusCode()).isEqualTo(403);
  }

  @Test
  void open_codeWithSpaces_isTaken() {
    String token = Browser.token(browser.askForCode(path));
    String code = world.mailedCode();
    String typed = "+" + code.substring(0, 4) + "+-" + code.substring(4);
    assertThat(browser.post(path + "/open", "token=" + token + "&code=" + typed).statusCode())
        .isEqualTo(303);
  }

  @Test
  void open_otherBrowser_isRefused() {
    browser.askForCode(path);
    Browser thief = new Browser(world);
    String form = "token=" + thief.token(path) + "&code=" + world.mailedCode();
    assertThat(thief.post(path + "/open", form).statusCode()).isEqualTo(403);
  }

  @Test
  void open_codeOfAnotherItem_isRefused() throws IOException {
    String other = world.offer(LETTER, "somebody@else.example");
    browser.askForCode(path);
    String code = world.mailedCode();
    String token = browser.token(other);
    assertThat(browser.post(other + "/open", "token=" + token + "&code=" + code).statusCode())
        .isEqualTo(403);
  }

  @Test
  void open_codeTooOld_isRefused() {
    String token = Browser.token(browser.askForCode(path));
    world.clock.pass(Duration.ofMinutes(10));
    assertThat(
            browser
                .post(path + "/open", "token=" + token + "&code=" + world.mailedCode())
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void open_newerCode_makesTheOlderWorthless() {
    browser.askForCode(path);
    String old = world.mailedCode();
    world.clock.pass(Duration.ofSeconds(20));
    String token = Browser.token(browser.askForCode(path));
    String newer = world.mailedCode();
    assertThat(newer).isNotEqualTo(old);
    assertThat(browser.post(path + "/open", "token=" + token + "&code=" + old).statusCode())
        .isEqualTo(403);
    assertThat(browser.post(path + "/open", "token=" + token + "&code=" + newer).statusCode())
        .isEqualTo(303);
  }

  @Test
  void sendCode_againAndAgain_backsOffAndStopsForTheHour() {
    assertThat(browser.askForCode(path).statusCode()).isEqualTo(200);
    assertThat(browser.askForCode(path).statusCode()).isEqualTo(429);
    for (int i = 0; i < 4; i++) {
      world.clock.pass(Duration.ofMinutes(4));
      assertThat(new Browser(world).askForCode(path).statusCode()).isEqualTo(200);
    }
    world.clock.pass(Duration.ofMinutes(30));
    assertThat(browser.askForCode(path).statusCode()).isEqualTo(429);
    assertThat(world.intake.taken()).hasSize(5);
    world.clock.pass(Duration.ofMinutes(20));
    assertThat(browser.askForCode(path).statusCode()).isEqualTo(200);
  }

  @Test
  void sendCode_manyItemsOneClient_isLimited() throws IOException {
    int codes = 0;
    for (int i = 0; i < Door.CODES_PER_CLIENT + 1; i++) {
      String item = world.offer(LETTER, "reader" + i + "@mail.example");
      codes += browser.askForCode(item).statusCode() == 200 ? 1 : 0;
    }
    assertThat(codes).isEqualTo(Door.CODES_PER_CLIENT);
  }

  @Test
  void session_idle_ends() {
    browser.signIn(world, path);
    world.clock.pass(Duration.ofMinutes(14));
    assertThat(browser.get(path + "/message").statusCode()).isEqualTo(200);
    world.clock.pass(Duration.ofMinutes(14));
    assertThat(browser.get(path + "/message").statusCode()).isEqualTo(200);
    world.clock.pass(Duration.ofMinutes(15));
    assertThat(browser.get(path + "/message").statusCode()).isEqualTo(303);
  }

  @Test
  void session_logout_ends() {
    String token = Browser.token(browser.signIn(world, path));
    assertThat(browser.post(path + "/logout", "token=" + token).statusCode()).isEqualTo(200);
    assertThat(browser.get(path + "/message").statusCode()).isEqualTo(303);
    assertThat(world.state()).contains("|read|");
  }

  @Test
  void session_ofOneItem_doesNotOpenAnother() throws IOException {
    String other = world.offer(LETTER, "somebody@else.example");
    browser.signIn(world, path);
    for (String sub : List.of("/message", "/body", "/attachment/1", "/message.eml")) {
      HttpResponse<byte[]> answer = browser.get(other + sub);
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void session_cookieRenamedForAnotherItem_opensNothing() throws IOException {
    Offer other = world.offer(BytesContent.of(LETTER), "somebody@else.example", true);
    browser.signIn(world, path);
    var stolen =
        browser.cookies.getCookieStore().getCookies().stream()
            .filter(c -> c.getName().contains("session"))
            .findFirst()
            .orElseThrow();
    Browser thief =
        new Browser(world)
            .with("Cookie", "postern-session-" + other.reference() + "=" + stolen.getValue());
    assertThat(thief.get(World.path(other) + "/message").statusCode()).isEqualTo(303);
  }

  @Test
  void expiry_everywhere_looksLikeUnknown() throws IOException {
    browser.signIn(world, path);
    HttpResponse<byte[]> unknown = browser.get("/m/" + "A".repeat(43));
    HttpResponse<byte[]> malformed = browser.get("/m/abc");
    world.clock.pass(Duration.ofDays(31));
    HttpResponse<byte[]> expired = browser.get(path);
    assertThat(expired.statusCode()).isEqualTo(404);
    assertThat(expired.body()).isEqualTo(unknown.body()).isEqualTo(malformed.body());
    assertThat(browser.get(path + "/message").statusCode()).isEqualTo(404);
    assertThat(browser.post(path + "/code", "").statusCode()).isEqualTo(404);
  }

  @Test
  void keepsAndExpired_followTheItems() throws IOException {
    MessageId id = MessageId.create(2);
    world.offers.offer(id, Recipient.of("a@b.example"), World.terms(1, true));
    world.offers.offer(id, Recipient.of("c@d.example"), World.terms(2, true));
    var now = world.clock.instant();
    assertThat(world.database.write(tx -> PortalStore.keeps(tx, id, now)).join()).isTrue();
    var later = now.plus(Duration.ofDays(2));
    assertThat(world.database.write(tx -> PortalStore.keeps(tx, id, later)).join()).isFalse();
    var between = later.minusMillis(1);
    assertThat(world.database.write(tx -> PortalStore.expired(tx, between, 9)).join()).isEmpty();
    assertThat(world.database.write(tx -> PortalStore.expired(tx, later, 9)).join())
        .containsExactly(id);
    world
        .database
        .write(tx -> {
          PortalStore.close(tx, id);
          return true;
        })
        .join();
    assertThat(world.database.write(tx -> PortalStore.expired(tx, later, 9)).join()).isEmpty();
    assertThat(world.database.write(tx -> PortalStore.keeps(tx, id, now)).join()).isFalse();
  }

  @Test
  void purge_afterTheirTime_forgetsCodesAndSessions() {
    browser.signIn(world, path);
    world.server.purge();
    assertThat(world.state().lines()).hasSize(3);
    world.clock.pass(Duration.ofHours(2));
    world.server.purge();
    world.database.write(tx -> true).join();
    assertThat(world.state().lines()).hasSize(1);
  }

  @Test
  void verify_knownReference_saysYesAndNothingElse() throws IOException {
    Offer offer = world.offer(BytesContent.of(LETTER), "x@y.example", true);
    String token = browser.token("/verify");
    String typed = offer.reference().toLowerCase(java.util.Locale.ROOT).replace("-", "");
    HttpResponse<byte[]> yes = browser.post("/verify", "token=" + token + "&reference=" + typed);
    assertThat(Browser.text(yes)).contains("Yes:").doesNotContain("x@y.example", "/m/", "2026");
    HttpResponse<byte[]> no = browser.post("/verify", "token=" + token + "&reference=AAAAA-AAAAA");
    assertThat(Browser.text(no)).contains("No:");
  }

  @Test
  void verify_manyQuestions_isLimited() {
    String token = browser.token("/verify");
    int last = 0;
    for (int i = 0; i <= VerifyDesk.QUESTIONS; i++) {
      last = browser.post("/verify", "token=" + token + "&reference=AAAAA-AAAAA").statusCode();
    }
    assertThat(last).isEqualTo(429);
  }

  @Test
  void reply_plainText_reachesTheGatewayAsANormalMessage() {
    String token = Browser.token(browser.signIn(world, path));
    HttpResponse<byte[]> sent =
        browser.postMultipart(
            path + "/reply",
            World.latin1(
                field("token", token) + field("text", "Thank you") + file("", "") + "--XyZ--\r\n"));
    assertThat(Browser.text(sent)).contains("on its way");
    Taken reply = world.intake.taken().getLast();
    assertThat(reply.own()).isEmpty();
    assertThat(reply.envelope().from()).isEqualTo(ReversePath.of(World.READER));
    assertThat(reply.envelope().to()).containsExactly(Recipient.of(World.SENDER));
    assertThat(reply.envelope().upstream().kind())
        .isEqualTo(io.postern.core.model.Upstream.Kind.PORTAL);
    assertThat(reply.content().text())
        .contains(
            "Subject: Re: Your results\r\n",
            "In-Reply-To: <r1@clinic.example>\r\n",
            "References: <r1@clinic.example>\r\n",
            "From: <jo.doe@mail.example>\r\n")
        .doesNotContain("multipart");
    assertThat(Mails.text(reply.content())).isEqualTo("Thank you");
    assertThat(world.audited()).containsExactly("offered", "picked_up", "replied");
  }

  @Test
  void reply_withFiles_areByteExact() {
    String token = Browser.token(browser.signIn(world, path));
    byte[] all = new byte[100_000];
    new java.util.Random(7).nextBytes(all);
    String binary = new String(all, java.nio.charset.StandardCharsets.ISO_8859_1);
    String body =
        field("token", token)
            + field("text", "see below\r\n--Xy\r\n\r\n-")
            + file("..\\..\\evil\"; x=.txt", "first")
            + file("scan.bin", binary)
            + "--XyZ--\r\n";
    HttpResponse<byte[]> sent = browser.postMultipart(path + "/reply", World.latin1(body));
    assertThat(Browser.text(sent)).contains("on its way");
    List<Mails.Part> parts = Mails.parts(world.intake.taken().getLast().content());
    assertThat(parts).hasSize(3);
    assertThat(parts.get(1).bytes()).isEqualTo(World.latin1("first"));
    assertThat(parts.get(1).fileName()).doesNotContain("\\", "/", "\"");
    assertThat(parts.get(2).fileName()).isEqualTo("scan.bin");
    assertThat(parts.get(2).bytes()).isEqualTo(all);
  }

  @Test
  void reply_forgedEmptyTooLargeOrNotAllowed_isNotTaken() throws IOException {
    String token = Browser.token(browser.signIn(world, path));
    int before = world.intake.taken().size();
    assertThat(reply(path, field("token", "x") + field("text", "a")).statusCode()).isEqualTo(403);
    assertThat(
            reply(path, field("text", "a") + field("token", token).replace("token", "z"))
                .statusCode())
        .isEqualTo(403);
    assertThat(reply(path, file("a.bin", "first") + field("token", token)).statusCode())
        .isEqualTo(403);
    assertThat(reply(path, field("token", token) + field("text", " ")).statusCode()).isEqualTo(400);
    assertThat(
            reply(path, field("token", token) + file("big", "x".repeat(1024 * 1024))).statusCode())
        .isEqualTo(413);
    assertThat(
            browser
                .postMultipart(
                    path + "/reply", World.latin1(field("token", token) + field("text", "cut")))
                .statusCode())
        .isEqualTo(403);
    world.clock.pass(Duration.ofHours(2));
    String mute = World.path(world.offer(BytesContent.of(LETTER), "mute@mail.example", false));
    HttpResponse<byte[]> page = browser.signIn(world, mute);
    assertThat(Browser.text(page)).doesNotContain("textarea");
    assertThat(reply(mute, field("token", Browser.token(page)) + field("text", "a")).statusCode())
        .isEqualTo(403);
    assertThat(world.intake.taken()).hasSize(before + 1);
  }

  @Test
  void reply_storeFails_isNotTakenHalf() {
    String token = Browser.token(browser.signIn(world, path));
    int before = world.intake.taken().size();
    world.intake.failWritesAfter(60_000);
    HttpResponse<byte[]> no =
        reply(path, field("token", token) + file("a.bin", "x".repeat(100_000)));
    assertThat(no.statusCode()).isEqualTo(500);
    assertThat(world.intake.taken()).hasSize(before);
  }

  @Test
  void reply_takenButNotNoted_isStillSaidToBeSent() {
    String token = Browser.token(browser.signIn(world, path));
    execute(
        "CREATE TRIGGER fails BEFORE UPDATE ON portal_item BEGIN SELECT RAISE(ABORT, 'no'); END");
    HttpResponse<byte[]> sent;
    try {
      sent = reply(path, field("token", token) + field("text", "hello"));
    } finally {
      execute("DROP TRIGGER fails");
    }
    assertThat(sent.statusCode()).isEqualTo(200);
    assertThat(Browser.text(sent)).contains("on its way");
    assertThat(world.audited()).doesNotContain("replied");
  }

  private void execute(String sql) {
    world
        .database
        .write(tx -> {
          tx.prepare(sql).executeUpdate();
          return true;
        })
        .join();
  }

  @Test
  void reply_gatewayRefuses_saysSoWithoutItsReasons() {
    String token = Browser.token(browser.signIn(world, path));
    world.intake.refuse(
        e -> java.util.Optional.of(io.postern.core.model.Reply.of(550, "5.7.1", "rule xyz")));
    HttpResponse<byte[]> no = reply(path, field("token", token) + field("text", "hello"));
    assertThat(no.statusCode()).isEqualTo(422);
    assertThat(Browser.text(no)).contains("not sent").doesNotContain("xyz");
    assertThat(world.audited()).doesNotContain("replied");
  }

  private HttpResponse<byte[]> reply(String item, String parts) {
    return browser.postMultipart(item + "/reply", World.latin1(parts + "--XyZ--\r\n"));
  }

  private static String field(String name, String value) {
    return "--XyZ\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  private static String file(String name, String bytes) {
    return "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
        + name.replace("\"", "%22")
        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        + bytes
        + "\r\n";
  }
}
