package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.TlsVersion;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.testing.OpenSsl;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import io.postern.outbound.tls.Check;
import io.postern.outbound.tls.Checker;
import io.postern.outbound.tls.SessionJudge;
import io.postern.outbound.tls.TlsPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public certificate of the right authority behind a foreign leaf proves nothing (Stalwart
 * 2287).
 */
class AuthorityAppendedToForeignLeafTest {
  @TempDir Path directory;

  /** Unlike other servers, openssl shows whatever it is given. */
  @Test
  void deliver_appendedAuthority_nothingSent() throws IOException {
    try (Scene scene = Scene.signed();
        OpenSsl receiver =
            new OpenSsl(CA.presentedAbove(Certs.selfSigned(scene.host(1))), "-tls1_3", directory)) {
      String owner = "_" + receiver.port() + "._tcp." + scene.host(1) + ".";
      scene.record(scene.domain() + ". IN MX 10 " + scene.host(1) + ".");
      scene.record(scene.host(1) + ". IN A 127.0.0.1");
      scene.record(owner + " IN TLSA " + association(2, 0, 1, CA.root()));
      scene.options(o -> Options.of(receiver.port()));
      refused(scene, scene.deliver(Rig.TLS), "fits none", 0);
      assertThat(receiver.heard()).isEmpty();
    }
  }

  @Test
  void objection_appendedAuthority_none() {
    X509Certificate foreign = leaf(Certs.selfSigned("mx.example"));
    for (int selector : new int[] {0, 1}) {
      assertThat(objection(selector, 1, List.of(foreign, CA.root())).orElse(""))
          .contains("fits none");
    }
    assertThat(objection(0, 1, List.of(leaf(CA.good("mx.example")), CA.root()))).isEmpty();
  }

  @Test
  void objection_leafItselfNamedAsAuthority_isNone() {
    X509Certificate own = leaf(Certs.selfSigned("mx.example"));
    List<Tlsa> records = List.of(record(association(2, 0, 1, own)));
    assertThat(judge(records).objection(List.of(own)).orElse("")).contains("fits none");
  }

  private static Optional<String> objection(
      int selector, int matching, List<X509Certificate> chain) {
    return judge(List.of(record(association(2, selector, matching, CA.root())))).objection(chain);
  }

  private static SessionJudge judge(List<Tlsa> records) {
    Check dane = new Check.Dane(records, "_25._tcp.mx.example", Set.of("mx.example"));
    return new SessionJudge(
        new Checker(new TrustedAuthorities(Set.of()), InstantSource.system()),
        new TlsPlan(
            TlsPlan.Need.VERIFY, List.of(dane), TlsVersion.TLS_1_2, Optional.empty(), false));
  }

  private static Tlsa record(String text) {
    String[] words = text.split(" ");
    return new Tlsa(
        Integer.parseInt(words[0]),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        words[3]);
  }
}
