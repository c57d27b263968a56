package io.postern.outbound.certificates;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.OpenSsl;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An {@code openssl s_server} with a certificate that proves nothing hears no octet of SMTP. */
class OpensslWithAWrongCertificateHearsNothingTest {
  private static final Certs CA = new Certs("root");
  private static final String HOST = "mx.example.org";
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 " + HOST).a(HOST, "127.0.0.1");

  /** What is wrong with it. */
  enum Wrong {
    EXPIRED(CA.expired(HOST), "expired"),
    NOT_YET_VALID(CA.future(HOST), "valid only from"),
    FOR_ANOTHER_NAME(CA.good("mx.else.example"), "certificate is for"),
    NAME_ONLY_AS_COMMON_NAME(CA.commonNameOnly(HOST), "certificate is for"),
    ONE_LABEL_TOO_DEEP(CA.good("*.org"), "certificate is for"),
    FOR_MAIL(CA.forMail(HOST), ""),
    SELF_SIGNED(Certs.selfSigned(HOST), ""),
    OF_AN_UNKNOWN_AUTHORITY(new Certs("unknown").good(HOST), ""),
    OF_ANOTHER_AUTHORITY_OF_THAT_NAME(new Certs("root").good(HOST), ""),
    BELOW_A_FOREIGN_AUTHORITY(CA.presentedAbove(Certs.selfSigned(HOST)), ""),
    SIGNED_WITH_SHA_1(CA.sha1(HOST), ""),
    RSA_OF_1024_BITS(CA.rsa(1024, HOST), "too weak");

    private final TlsIdentity shown;
    private final String why;

    Wrong(TlsIdentity shown, String why) {
      this.shown = shown;
      this.why = why;
    }
  }

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void deliver_protectedMail_nothingSent(Wrong wrong) throws Exception {
    try (OpenSsl receiver = new OpenSsl(wrong.shown, "-tls1_3", directory);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      Outcome outcome = rig.deliver(Rig.TLS, "jane@example.org").getFirst();

      assertThat(outcome).isInstanceOf(Outcome.Unprotectable.class);
      assertThat(((Outcome.Unprotectable) outcome).why()).contains(wrong.why);
      assertThat(receiver.heard()).isEmpty();
      assertThat(receiver.wire()).doesNotContain("MAIL").doesNotContain(CANARY);
    }
  }
}
