package io.postern.outbound.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.cache.SharedFindings;
import io.postern.outbound.tls.Check;
import io.postern.outbound.tls.Checker;
import io.postern.outbound.tls.SessionJudge;
import io.postern.outbound.tls.TlsPlan;
import io.postern.outbound.tls.TlsaSet;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Answers of any server: an end within bounds, and TLSA records that let nobody in by chance. */
final class DnsAnswerFuzzTest {
  private static final Name ASKED = Name.fromConstantString("a.example.");
  private static final Certs CA = new Certs("root");
  private static final List<java.security.cert.X509Certificate> CHAIN =
      CA.belowIntermediate("mx.example").chain();

  @FuzzTest(maxDuration = "60s")
  void answer(byte[] octets) {
    Message message;
    try {
      message = new Message(octets);
    } catch (IOException | RuntimeException e) {
      return; // what the library refuses counts as no answer
    }
    for (int type : new int[] {Type.MX, Type.TLSA, Type.TXT, Type.A}) {
      AliasWalk walk = new AliasWalk(ASKED, type, Duration.ofHours(1), false);
      walk.take(message);
      walk.answer().ifPresent(kept -> bounded(kept, type));
    }
  }

  private static void bounded(SharedFindings.Finding<Answer<Record>> kept, int type) {
    assertThat(kept.life()).isBetween(Duration.ZERO, Duration.ofHours(1));
    if (kept.value() instanceof Answer.Found<Record>(var records, var origin)) {
      assertThat(records).allMatch(r -> r.getType() == type);
      assertThat(origin.secure()).isFalse();
    }
  }

  @FuzzTest(maxDuration = "60s")
  void tlsa(byte[] octets) {
    if (octets.length < 4) {
      return;
    }
    String data = HexFormat.of().formatHex(octets, 3, octets.length);
    Tlsa record = new Tlsa(octets[0] & 3, octets[1] & 1, octets[2] & 3, data);
    List<Tlsa> usable = TlsaSet.usable(List.of(record));
    if (!usable.isEmpty()) {
      assertThat(judge(usable).objection(CHAIN)).isPresent();
    }
  }

  private static SessionJudge judge(List<Tlsa> records) {
    Check dane = new Check.Dane(records, "_25._tcp.mx.example", Set.of("mx.example"));
    return new SessionJudge(
        new Checker(new TrustedAuthorities(Set.of()), InstantSource.system()),
        new TlsPlan(
            TlsPlan.Need.VERIFY,
            List.of(dane),
            io.postern.core.model.TlsVersion.TLS_1_2,
            Optional.empty(),
            false));
  }
}
