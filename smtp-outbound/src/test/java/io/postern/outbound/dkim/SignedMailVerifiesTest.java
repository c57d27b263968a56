package io.postern.outbound.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.dkim.DkimAlgorithm;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.Protection;
import io.postern.core.model.Rewriting;
import io.postern.core.port.Consignment;
import io.postern.core.testing.BytesContent;
import io.postern.outbound.protect.Wrapped;
import io.postern.outbound.testing.Rig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host gets bears signatures of both kinds that another verifier finds good. */
class SignedMailVerifiesTest {
  private static final List<String> BOTH =
      List.of("dkim ed25519-sha256 clinic.example good", "dkim rsa-sha256 clinic.example good");
  private static final String HEADER =
      "From: Doctor <doctor@clinic.example>\r\nTo: a@example.org\r\nSubject: Lab  \t result\r\n"
          + "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@clinic.example>\r\n"
          + "MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n\tcharset=utf-8\r\n";
  private static final String EIGHT = HEADER + "Content-Transfer-Encoding: 8bit\r\n\r\n";
  private static final String[] MODERN = {"8BITMIME", "PIPELINING", "SMTPUTF8"};

  @TempDir Path directory;
  private SigningLab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new SigningLab(directory);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private String sent(String message, String... offered) throws Exception {
    return lab.received(message, Body.EIGHT_BIT_MIME, Rig.ANY, offered);
  }

  private void verifies(String received) throws Exception {
    assertThat(lab.verify(received))
        .containsExactlyInAnyOrder(BOTH.get(0), BOTH.get(1), "arc none");
  }

  @Test
  void deliver_plainMail_isSignedByEveryKeyAboveUnchangedOctets() throws Exception {
    String message = HEADER + "\r\nHello \t world\r\n\r\n\r\n";

    String received = sent(message, MODERN);

    assertThat(received).startsWith("DKIM-Signature: v=1; ").endsWith("\r\n" + message);
    assertThat(received.lines()).allMatch(line -> line.length() <= 78);
    verifies(received);
  }

  @Test
  void deliver_oddOctets_signatureIsOverWhatTheHostGets() throws Exception {
    for (String body :
        List.of(
            "",
            "\r\n\r\n",
            "no end",
            ".\r\n..\r\n.x\r\n",
            "lone\nfeeds\n and\rreturns\r \0 nul\n",
            " \t \r\nblank first\r\n \t\r\n",
            "x".repeat(20_000) + "\r\n" + " \t".repeat(9_000) + "y\r\n")) {
      verifies(sent(EIGHT + body, MODERN));
    }
  }

  @Test
  void deliver_hostWithout8BitMime_signatureIsOverTheConvertedMessage() throws Exception {
    String received = sent(EIGHT + "Gr\u00fc\u00dfe\r\n");

    assertThat(received).contains("Encoding: base64");
    verifies(received);
  }

  /** What is no line every verifier reads in its own way; so the octets here are lines but one. */
  @Test
  void deliver_binary_signatureIsOverChunkOrConversion() throws Exception {
    String message =
        HEADER
            + "Content-Transfer-Encoding: binary\r\n\r\n\u0000\u00fc no line end at the end\r\n.";

    String chunk =
        lab.received(message, Body.BINARY_MIME, Rig.ANY, "CHUNKING", "BINARYMIME", "8BITMIME");
    String converted = lab.received(message, Body.BINARY_MIME, Rig.ANY, "8BITMIME");

    assertThat(chunk).endsWith(message);
    assertThat(converted).contains("Encoding: base64");
    verifies(chunk);
    verifies(converted);
  }

  @Test
  void deliver_header8Bit_verifies() throws Exception {
    verifies(sent(HEADER + "X-Name: J\u00c3\u00bcrgen\r\n\r\nx\r\n", MODERN));
  }

  @Test
  void deliver_wrapped_signatureIsOverTheWrapping() throws Exception {
    Consignment consignment =
        SigningLab.consignment(HEADER + "\r\nsecret\r\n", Body.SEVEN_BIT, new Protection.Smime());
    String received =
        lab.received(
            (envelope, recipient, content, subject) ->
                new Wrapped(BytesContent.of(HEADER + "\r\nciphertext\r\n"), Map.of(), () -> {}),
            consignment,
            List.of());

    assertThat(received).contains("ciphertext");
    verifies(received);
  }

  @Test
  void deliver_changedByPolicy_signatureIsOverTheChange() throws Exception {
    Consignment plain = SigningLab.consignment(HEADER + "\r\nx\r\n", Body.SEVEN_BIT, Rig.ANY);
    Rewriting rewriting =
        new Rewriting(
            List.of("Lab"),
            Optional.empty(),
            Map.of("X-Class", "internal"),
            Optional.of("External"));
    String received =
        lab.received(
            Rig.NO_KEY,
            new Consignment(
                plain.envelope(),
                plain.recipients(),
                plain.nextHop(),
                plain.protection(),
                plain.content(),
                1,
                rewriting),
            List.of());

    assertThat(received).contains("External", "Subject: result");
    verifies(received);
  }

  @Test
  void verify_changedOnTheWay_isBad() throws Exception {
    String received = sent(HEADER + "\r\nHello world\r\n", MODERN);

    for (String changed :
        List.of(
            received.replace("Hello", "Hallo"),
            received.replace("To: a@", "To: b@"),
            received.replace("From: Doc", "From: evil@x.example\r\nFrom: Doc"),
            received.replace("To: a@", "Subject: other\r\nTo: a@"),
            received.replace("To: a@", "Cc: other@x.example\r\nTo: a@"))) {
      assertThat(lab.verify(changed)).noneMatch(line -> line.endsWith(" good"));
    }
  }

  @Test
  void deliver_authorNobodyAnswersFor_isNotSigned() throws Exception {
    String foreign = HEADER.replace("doctor@clinic.example", "boss@other.example");
    String two = HEADER + "From: boss@other.example\r\n";
    String list = HEADER.replace(">\r\nTo", ">, boss@other.example\r\nTo");
    lab.keys()
        .activate(
            lab.keys().create("other.example", Optional.of("s"), DkimAlgorithm.ED25519, "test"),
            "test");

    for (String header : List.of(foreign, two, list)) {
      assertThat(sent(header + "\r\nx\r\n", MODERN)).doesNotContain("DKIM-Signature");
    }
  }

  @Test
  void deliver_subdomain_isSignedForByTheParentOnlyWhereTheUpstreamMaySendForThatToo()
      throws Exception {
    String ward = HEADER.replace("doctor@clinic.example", "doctor@ward.clinic.example");
    Consignment plain = SigningLab.consignment(ward + "\r\nx\r\n", Body.SEVEN_BIT, Rig.ANY);
    Consignment consignment =
        new Consignment(
            SigningLab.from(plain.envelope(), "doctor@ward.clinic.example"),
            plain.recipients(),
            plain.nextHop(),
            plain.protection(),
            plain.content(),
            1);

    verifies(lab.received(Rig.NO_KEY, consignment, List.of()));
    lab.narrow();
    assertThat(lab.received(Rig.NO_KEY, consignment, List.of())).doesNotContain("DKIM-Signature");
  }

  @Test
  void deliver_noSignatureWantedAndKeysThatCannotBeRead_goes() throws Exception {
    lab.sign(false);
    lab.failStore();

    assertThat(sent(HEADER + "\r\nx\r\n", MODERN)).doesNotContain("DKIM-Signature");
  }

  @Test
  void deliver_controlCharacterInFrom_isNotSignedAndNotKept() throws Exception {
    String odd = HEADER.replace("<doctor@", "<doc\u0001tor@");

    assertThat(sent(odd + "\r\nx\r\n", MODERN)).doesNotContain("DKIM-Signature");
  }

  @Test
  void deliver_retiredKey_doesNotSign() throws Exception {
    String selector =
        lab.keys().list().stream()
            .filter(k -> k.algorithm() == DkimAlgorithm.RSA)
            .findFirst()
            .orElseThrow()
            .selector();
    lab.keys().retire("clinic.example", selector, "test");

    assertThat(lab.verify(sent(HEADER + "\r\nx\r\n", MODERN)))
        .containsExactly(BOTH.getFirst(), "arc none");
  }
}
