package io.postern.inbound.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.HeaderBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a signer of our own, which was written apart. */
final class DkimCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String MESSAGE =
      "From:  Anna\r\n\t<a@example.org>\r\nSubject: a  b\r\nX: y\r\n\r\n"
          + "one \t two  \r\n\r\n.three\r\n \r\n\r\n";

  private final Dkim dkim = new Dkim().publish("example.org");

  @Test
  void valid_foldedAndSpaced() throws IOException {
    assertThat(check(dkim.sign("example.org", MESSAGE)))
        .isEqualTo(new DkimCheck.Answered.Valid("example.org"));
  }

  @Test
  void valid_largeBodyAndBadSignatureOfTheSameDomainAbove() throws IOException {
    String large = MESSAGE + "0123456789 abcdef  \t\r\n".repeat(20_000);
    String signed = dkim.sign("example.org", large);
    String broken = dkim.sign("example.org", MESSAGE);
    String both = broken.substring(0, broken.indexOf("\r\n") + 2) + signed;
    assertThat(check(both)).isInstanceOf(DkimCheck.Answered.Valid.class);
  }

  @Test
  void valid_keyOf1024Bits_butNotOf512OrRevokedOrOfAnotherService() throws IOException {
    dkim.publish("example.org", 1024);
    String signed = dkim.sign("example.org", MESSAGE);
    assertThat(check(signed)).isInstanceOf(DkimCheck.Answered.Valid.class);
    dkim.record("example.org", "v=DKIM1; p=");
    assertThat(check(signed)).isInstanceOf(DkimCheck.Answered.Invalid.class);
    dkim.publish("example.org", 512);
    assertThat(check(dkim.sign("example.org", MESSAGE)))
        .isInstanceOf(DkimCheck.Answered.Invalid.class);
  }

  @Test
  void signersClockAhead_stillValid() throws IOException {
    String ahead = "t=" + NOW.plusSeconds(60).getEpochSecond() + "; ";
    assertThat(check(dkim.sign("example.org", MESSAGE, "h=From:Subject; ", ahead)))
        .isInstanceOf(DkimCheck.Answered.Valid.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"l=3; ", "l=999999; ", "x=1700000000; ", "v=2; ", "q=http; ", "x=z; "})
  void tagThatLeavesSomethingOpen_doesNotCount(String tag) throws IOException {
    assertThat(check(dkim.sign("example.org", MESSAGE, "h=From:Subject; ", tag)))
        .isNotInstanceOf(DkimCheck.Answered.Valid.class);
  }

  @Test
  void fromNotSigned_doesNotCount() throws IOException {
    assertThat(check(dkim.sign("example.org", MESSAGE, "h=Subject; ", "")))
        .isInstanceOf(DkimCheck.Answered.Absent.class);
  }

  @Test
  void changedInHeaderOrBody_invalid() throws IOException {
    String signed = dkim.sign("example.org", MESSAGE);
    assertThat(check(signed.replace("Anna", "Annb")))
        .isInstanceOf(DkimCheck.Answered.Invalid.class);
    assertThat(check(signed.replace(".three", ".thref")))
        .isInstanceOf(DkimCheck.Answered.Invalid.class);
    assertThat(check(signed + "more\r\n")).isInstanceOf(DkimCheck.Answered.Invalid.class);
  }

  @Test
  void secondFromAboveTheSignedOne_stillSigned_soFromIsCheckedApart() throws IOException {
    // The lowest From is the signed one (RFC 6376 5.4.2): the check of From wants exactly one.
    assertThat(check("From: x@example.com\r\n" + dkim.sign("example.org", MESSAGE)))
        .isInstanceOf(DkimCheck.Answered.Valid.class);
  }

  @Test
  void otherDomain_absent_andDnsSilent_unknown() throws IOException {
    dkim.publish("sub.example.org");
    assertThat(check(dkim.sign("sub.example.org", MESSAGE)))
        .isInstanceOf(DkimCheck.Answered.Absent.class);
    String signed = dkim.sign("example.org", MESSAGE);
    dkim.fail();
    assertThat(check(signed)).isInstanceOf(DkimCheck.Answered.Unknown.class);
  }

  @Test
  void manySignatures_onlySomeAreTried() throws IOException {
    String bad = dkim.sign("example.org", MESSAGE.replace("a  b", "c"));
    String line = bad.substring(0, bad.indexOf("\r\n") + 2);
    String signed = dkim.sign("example.org", MESSAGE);
    assertThat(check(line.repeat(4) + signed)).isInstanceOf(DkimCheck.Answered.Invalid.class);
    assertThat(check(line.repeat(3) + signed)).isInstanceOf(DkimCheck.Answered.Valid.class);
  }

  private DkimCheck.Answered check(String message) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(message.getBytes(ISO_8859_1));
    HeaderBlock header = HeaderBlock.read(in, 1 << 20);
    byte[] body = in.readAllBytes();
    return new DkimCheck(dkim, InstantSource.fixed(NOW))
        .of(
            header,
            () -> new ByteArrayInputStream(body),
            SigningDomains.of(SenderDomains.of(List.of("example.org"))));
  }
}
