package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.testing.BytesContent;
import io.postern.outbound.protect.Wrapped;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Content goes to a host as that host takes it, or not at all; never cut to what it can. */
class BinaryMimeTest {
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");
  private static final String HEADER =
      "MIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\n";
  private static final String BINARY = HEADER + "\0\r.\n\r\n.\r\n";
  private static final String SIGNED =
      "MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n"
          + BINARY
          + "\r\n--s--\r\n";

  private final StringBuilder got = new StringBuilder();

  @Test
  void deliver_hostTakesBinary_getsEveryOctetByBdat() throws IOException {
    Outcome outcome =
        deliver(
            BINARY,
            Body.BINARY_MIME,
            p -> {
              p.open("CHUNKING", "BINARYMIME", "8BITMIME", "PIPELINING");
              got.append(p.hear("MAIL "));
              p.hear("RCPT ");
              p.say("250 ok", "250 ok");
              got.append(p.hearChunk());
              p.say("250 taken");
              p.takeAll();
            });

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(got.toString()).contains(" BODY=BINARYMIME").endsWith("\r\n" + BINARY);
  }

  @Test
  void deliver_hostTakesBinaryAndRefusesEverybody_getsNoOctet() throws IOException {
    Outcome outcome =
        deliver(
            BINARY,
            Body.BINARY_MIME,
            p -> {
              p.open("CHUNKING", "BINARYMIME", "PIPELINING");
              p.hear("MAIL ");
              p.hear("RCPT ");
              p.say("250 ok", "550 5.1.1 no");
              p.hear("RSET");
              p.say("250 ok").takeAll();
            });

    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void deliver_linesToHostThatTakesChunks_goCanonicalBehindTheirLengthWithoutDots()
      throws IOException {
    Outcome outcome =
        deliver(
            "A: b\n\n.\r\n..x\rend",
            Body.SEVEN_BIT,
            p -> {
              p.open("CHUNKING", "SIZE");
              got.append(p.hear("MAIL "));
              p.say("250 ok").hear("RCPT ");
              p.say("250 ok");
              got.append(p.hearChunk());
              p.say("250 taken");
              p.takeAll();
            });

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(got.toString()).doesNotContain("BODY=").endsWith("A: b\r\n\r\n.\r\n..x end\r\n");
  }

  @Test
  void deliver_chunkRefused_isResetBeforeTheNextMessage() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> {
              p.open("CHUNKING", "PIPELINING");
              p.hear("MAIL ");
              p.hear("RCPT ");
              p.say("250 ok", "250 ok").hearChunk();
              p.say("554 5.6.0 no").hear("RSET");
              p.say("250 ok").hear("MAIL ");
              p.hear("RCPT ");
              p.say("250 ok", "250 ok").hearChunk();
              p.say("250 taken");
              p.takeAll();
            });
        Rig rig = new Rig(DNS, Rig.Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Failed.class);
      assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void deliver_hostOffersChunkingAndDoesNotKnowBdat_getsDataNowAndForAWhile() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(
                p -> {
                  p.open("CHUNKING", "BINARYMIME", "8BITMIME", "PIPELINING");
                  p.hear("MAIL ");
                  p.hear("RCPT ");
                  p.say("250 ok", "250 ok").hear("BDAT ");
                  p.say("502 5.5.1 command not implemented");
                },
                p -> p.open("CHUNKING", "BINARYMIME", "8BITMIME", "PIPELINING").takeAll());
        Rig rig = new Rig(DNS, Rig.Options.of(server.port()))) {
      for (int i = 0; i < 2; i++) {
        assertThat(
                rig.deliver(
                        Rig.consignment(
                            Rig.ANY,
                            content(BINARY),
                            options(Body.BINARY_MIME),
                            "jane@example.org"))
                    .getFirst())
            .isInstanceOf(Outcome.Delivered.class);
      }
      assertThat(server.connections()).isEqualTo(2);
      assertThat(server.heard().split("BDAT ", -1)).hasSize(2);
    }
  }

  @Test
  void deliver_hostWithoutBinary_getsBase64() throws IOException {
    Outcome outcome = deliver(BINARY, Body.BINARY_MIME, p -> data(p, "BINARYMIME", "8BITMIME"));

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(got.toString())
        .contains(" BODY=8BITMIME", HEADER.replace("binary", "base64") + "AA0uCg0KLg0K");
  }

  @Test
  void deliver_signedBinaryToHostWithoutIt_failsBeforeAnythingIsSaid() throws IOException {
    Outcome outcome = deliver(SIGNED, Body.BINARY_MIME, p -> p.open("8BITMIME").hear("QUIT"));

    assertThat(outcome.toString()).contains("Failed", "554 5.6.3", "signed");
    assertThat(got.toString()).isEmpty();
  }

  @Test
  void deliver_eightBitToHostWithoutIt_getsAscii() throws IOException {
    Outcome outcome =
        deliver(
            "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\u00fc\r\n",
            Body.EIGHT_BIT_MIME,
            p -> data(p, "PIPELINING"));

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(got.toString()).contains("Encoding: base64\r\n\r\n/A0K").doesNotContain("BODY=");
    assertThat(got.chars()).allMatch(c -> c < 128);
  }

  @Test
  void deliver_eightBitHeaderToHostWithoutIt_failsBeforeAnythingIsSaid() throws IOException {
    Outcome outcome =
        deliver(
            "Subject: \u00fc\r\nMIME-Version: 1.0\r\n\r\nx\r\n",
            Body.EIGHT_BIT_MIME,
            p -> p.open().hear("QUIT"));

    assertThat(outcome.toString()).contains("Failed", "554 5.6.3", "header");
  }

  @Test
  void wrap_binary_isEncodedBeforeItIsEncrypted() throws IOException {
    AtomicReference<String> wrapped = new AtomicReference<>("");
    try (ScriptedServer server = new ScriptedServer(p -> p.open("8BITMIME").takeAll());
        Rig rig = new Rig(DNS, Rig.Options.of(server.port()))) {
      MailCourier courier =
          rig.courier(
              (envelope, recipient, content, subject) -> {
                try (InputStream in = content.open()) {
                  wrapped.set(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
                return new Wrapped(BytesContent.of("Subject: s\n\nx\n"), Map.of(), () -> {});
              },
              Rig.NO_KEY,
              Optional.empty());

      assertThat(deliver(courier, new Protection.Smime(), BINARY))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(wrapped.get()).isEqualTo(HEADER.replace("binary", "base64") + "AA0uCg0KLg0K\r\n");
      assertThat(deliver(courier, new Protection.Smime(), SIGNED).toString())
          .contains("Unprotectable", "signed");
    }
  }

  private static Outcome deliver(MailCourier courier, Protection protection, String message) {
    return courier
        .deliver(
            Rig.consignment(
                protection, content(message), options(Body.BINARY_MIME), "jane@example.org"))
        .getFirst();
  }

  private void data(ScriptedServer.Peer peer, String... offered) throws IOException {
    peer.open(offered);
    got.append(peer.hear("MAIL "));
    peer.say("250 ok").hear("RCPT ");
    peer.say("250 ok").hear("DATA");
    peer.say("354 go on");
    got.append(peer.hearContent());
    peer.say("250 taken").takeAll();
  }

  private static Outcome deliver(String message, Body body, ScriptedServer.Script script)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(script);
        Rig rig = new Rig(DNS, Rig.Options.of(server.port()))) {
      return rig.deliver(
              Rig.consignment(Rig.ANY, content(message), options(body), "jane@example.org"))
          .getFirst();
    }
  }

  private static BytesContent content(String message) {
    return new BytesContent(message.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static EsmtpOptions options(Body body) {
    return new EsmtpOptions(body, false, false, Optional.empty(), Optional.empty());
  }
}
