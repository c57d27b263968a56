package io.postern.outbound.mtasts;

import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.https.HttpsClient;
import io.postern.outbound.route.DnsResolver;
import io.postern.outbound.sts.FleetingPolicies;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.sts.PolicyServer;
import io.postern.outbound.testing.DnsLab;
import io.postern.outbound.testing.PolicyWeb;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import io.postern.outbound.tls.Checker;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A domain in the unsigned zone of the lab whose policy is announced by that DNS and served over
 * HTTPS, and a mail host outside of the domain, which only the policy proves.
 */
final class RealPolicyServerCase implements AutoCloseable {
  static final Certs CA = new Certs("root");

  final Scene provider = Scene.unsigned();
  final Scene scene = Scene.unsigned();
  final String host = provider.host(1);
  final PolicyWeb web;
  private final MtaSts policies;
  private Instant now = Instant.now();

  /**
   * @param policy what is served first, given the name of the host
   */
  RealPolicyServerCase(UnaryOperator<String> policy) throws Exception {
    provider.with(CA.good(host)).publish();
    web =
        new PolicyWeb(
            CA.good("mta-sts." + scene.domain()), PolicyWeb.Page.policy(policy.apply(host)));
    scene.record(scene.domain() + ". IN MX 10 " + host + ".");
    scene.record("mta-sts." + scene.domain() + ". IN A 127.0.0.1");
    policies = policies();
    scene.options(o -> Options.of(Scene.port(), CA.root()).sts(policies));
    announce("1");
  }

  private MtaSts policies() throws GeneralSecurityException {
    DnsResolver dns = DnsLab.shared().resolver(Dnssec.VALIDATE);
    PolicyServer server =
        new PolicyServer(
            new HttpsClient(
                dns,
                Rig.DESTINATIONS,
                TlsEngines.client(TlsEngine.NATIVE),
                new Checker(new TrustedAuthorities(Set.of(CA.root())), InstantSource.system()),
                web.port()));
    return new MtaSts(dns, server, new FleetingPolicies(), () -> now);
  }

  /** Puts another id into the DNS. */
  void announce(String id) {
    String owner = "_mta-sts." + scene.domain() + ".";
    DnsLab.shared().replaceUnsigned(owner, owner + " IN TXT \"v=STSv1; id=" + id + ";\"");
  }

  /** A policy in mode enforce. */
  static String enforcing(String mx) {
    return "version: STSv1\r\nmode: enforce\r\nmx: " + mx + "\r\nmax_age: 604800\r\n";
  }

  void later(Duration time) {
    now = now.plus(time);
  }

  Outcome deliver(Protection protection) {
    return scene.deliver(protection);
  }

  /** What the mail host heard. */
  String heard() {
    return provider.heard(1);
  }

  @Override
  public void close() throws IOException {
    web.close();
    scene.close();
    provider.close();
  }
}
