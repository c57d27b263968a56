package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyImportException;
import io.postern.core.model.MessageId;
import io.postern.packaging.Stores;
import io.postern.packaging.demo.DemoIdentity;
import io.postern.packaging.demo.DemoKeys;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What policy wants changed in a message stands in what each recipient reads, whatever protects it:
 * read here with other people's programs from what was received.
 */
@Timeout(90)
class WhatPolicyChangesReachesEachReaderTest {
  private static final String POLICY =
      """
      rules:
        - name: dress
          continue: true
          strip_tag: "[secure]"
          outside_subject: "[...]"
          add_header: {X-Class: confidential}
          banner: "Confidential: for the addressee only"
          archive: {address: journal@archive.example, protect: tls}
          notify_sender: "It was protected."
        - {name: tls, when: {recipient: "tls@*"}, protect: tls}
        - {name: smime, when: {recipient: "smime@*"}, protect: smime}
        - {name: openpgp, when: {recipient: "openpgp@*"}, protect: openpgp}
        - {name: portal, when: {recipient: "portal@*"}, protect: portal}
        - {name: clear, deliver: opportunistic, when: {recipient: "clear@*", verdict: [phi, health_only]}}
      """;
  private static final byte[] LETTER =
      """
      From: nurse@clinic.example
      Subject: [SECURE] Referral of Maria Lopez
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8

      She was diagnosed with diabetes.
      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.UTF_8);
  private static final String SUBJECT = "Referral of Maria Lopez";
  private static final String BANNER = "Confidential: for the addressee only";

  @TempDir Path directory;

  @Test
  void modifiers_eachProtection_readerSeesThemAndNobodyElseDoes() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home")).policy(POLICY)) {
      String portal = journey.portal();
      Remote remote = journey.good("x.example");
      Remote archive = journey.good("archive.example");
      Remote sender = journey.good("clinic.example");
      journey.write();
      DemoIdentity smime = journey.authority().mailbox("smime@x.example");
      DemoKeys.OpenPgp openPgp = DemoKeys.openPgp("openpgp@x.example");
      Stores stores = journey.start().stores();
      key(stores, "smime@x.example", smime.chainPem());
      key(stores, "openpgp@x.example", openPgp.certificate());

      MessageId id = send(journey);

      assertDressed(to(remote, "tls@x.example"));
      assertDressed(to(remote, "clear@x.example"));
      String encrypted = to(remote, "smime@x.example");
      assertOutside(encrypted);
      assertDressed(opened(smime, encrypted));
      String armoured = to(remote, "openpgp@x.example");
      assertOutside(armoured);
      assertDressed(opened(openPgp, armoured));
      assertInPortal(portal, remote);
      assertThat(to(archive, "journal@archive.example"))
          .endsWith(new String(LETTER, StandardCharsets.UTF_8));
      assertTold(to(sender, "nurse@clinic.example"));
      assertProved(stores, id);
    }
  }

  private static void assertDressed(String message) {
    assertThat(message)
        .contains("\r\nSubject: " + SUBJECT + "\r\n", "X-Class: confidential\r\n")
        .containsPattern("\r\n\r\n" + BANNER + "\r\n(\r\n)?.*diabetes")
        .doesNotContainIgnoringCase("[secure]");
  }

  private static void assertOutside(String message) {
    assertThat(message)
        .contains("\r\nSubject: [...]\r\n")
        .doesNotContain("Lopez", "diabetes", "[SECURE]");
  }

  /** The notice says nothing; who proves the mailbox reads what policy decided. */
  private static void assertInPortal(String portal, Remote remote) throws Exception {
    String notice = to(remote, "portal@x.example");
    assertThat(notice).doesNotContain("Lopez", "[SECURE]");
    String link = unquoted(notice).substring(unquoted(notice).indexOf(portal + "/m/"));
    link = link.split("[\\s<>\"]", 2)[0];
    try (HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
      String form = post(browser, link + "/code", "token=" + token(get(browser, link)));
      post(browser, link + "/open", "token=" + token(form) + "&code=" + code(remote));
      assertThat(get(browser, link + "/message"))
          .contains(SUBJECT, BANNER, "diabetes")
          .doesNotContainIgnoringCase("[secure]");
      assertDressed(get(browser, link + "/message.eml"));
    }
  }

  private static void assertTold(String notice) {
    assertThat(notice)
        .contains("It was protected.", "to smime@x.example: it goes by smime", "rule: ")
        .doesNotContain("Lopez", "diabetes");
  }

  private static void assertProved(Stores stores, MessageId id) {
    assertThat(Journey.story(stores, id))
        .filteredOn(
            e -> e instanceof AuditEvent.Delivered d && d.recipient().endsWith("@x.example"))
        .hasSize(5)
        .allSatisfy(e ->
            assertThat(((AuditEvent.Delivered) e).proof().details())
                .containsEntry("strip_tag", "done")
                .containsEntry("banner", "done")
                .containsEntry("add_header", "X-Class"));
  }

  private static void key(Stores stores, String address, String pem) throws KeyImportException {
    stores
        .keys()
        .add(pem.getBytes(StandardCharsets.US_ASCII), KeyImport.ofRecipients("t", address));
  }

  private static MessageId send(Journey journey) throws IOException {
    List<String> to =
        List.of(
            "tls@x.example",
            "clear@x.example",
            "smime@x.example",
            "openpgp@x.example",
            "portal@x.example");
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(client.send(to, LETTER));
    }
  }

  /** The first message that somebody got. */
  private static String to(Remote remote, String address) {
    Awaitility.await(address)
        .atMost(Duration.ofSeconds(20))
        .until(() -> remote.messages().stream().anyMatch(m -> m.to().contains(address)));
    return remote.messages().stream()
        .filter(m -> m.to().contains(address))
        .findFirst()
        .orElseThrow()
        .text();
  }

  private String opened(DemoIdentity identity, String message) throws Exception {
    Path work = Files.createTempDirectory(directory, "s");
    identity.write(work.resolve("c.pem"), work.resolve("k.pem"));
    Files.writeString(work.resolve("in"), message, StandardCharsets.ISO_8859_1);
    return run(
        work,
        List.of(
            "openssl",
            "cms",
            "-decrypt",
            "-in",
            "in",
            "-recip",
            "c.pem",
            "-inkey",
            "k.pem",
            "-out",
            "out"));
  }

  /** In a short directory: the agent's socket lies in it, and its path has at most 107 octets. */
  private String opened(DemoKeys.OpenPgp key, String message) throws Exception {
    Path work = Files.createTempDirectory(directory, "g");
    try {
      Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx------"));
      Files.writeString(work.resolve("key"), key.secret());
      Files.writeString(work.resolve("in"), message.substring(message.indexOf("-----BEGIN PGP")));
      run(work, List.of("gpg", "--homedir", ".", "--batch", "--import", "key"));
      return run(
          work, List.of("gpg", "--homedir", ".", "--batch", "--output", "out", "--decrypt", "in"));
    } finally {
      run(work, List.of("gpgconf", "--homedir", ".", "--kill", "all"));
    }
  }

  /** Runs a program; the file {@code out} where it wrote one. */
  private static String run(Path work, List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(work.resolve("said"))).isZero();
    Path out = work.resolve("out");
    return Files.exists(out) ? Files.readString(out, StandardCharsets.ISO_8859_1) : "";
  }

  private static String code(Remote remote) {
    Pattern eight = Pattern.compile("(?m)^ {4}(\\d{8})\r?$");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> remote.messages().stream().anyMatch(m -> eight.matcher(decoded(m)).find()));
    return remote.messages().stream()
        .map(m -> eight.matcher(decoded(m)))
        .filter(Matcher::find)
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  private static String decoded(Remote.Received message) {
    String text = message.text();
    boolean encoded = text.contains("\r\nContent-Transfer-Encoding: base64\r\n");
    String body = text.substring(text.indexOf("\r\n\r\n"));
    return encoded
        ? new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8)
        : body;
  }

  private static String unquoted(String text) {
    return text.replace("=\r\n", "").replace("=3D", "=");
  }

  private static String token(String page) {
    Matcher m = Pattern.compile("name=\"token\" value=\"([^\"]*)\"").matcher(page);
    assertThat(m.find()).as(page).isTrue();
    return m.group(1);
  }

  private static String get(HttpClient browser, String url) throws Exception {
    return body(browser, HttpRequest.newBuilder(URI.create(url)));
  }

  private static String post(HttpClient browser, String url, String form) throws Exception {
    return body(
        browser,
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private static String body(HttpClient browser, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        browser.send(
            request.header("Sec-Fetch-Site", "same-origin").build(),
            HttpResponse.BodyHandlers.ofString());
    return response.body();
  }
}
