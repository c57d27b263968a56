package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.keys.KeyImport;
import io.postern.core.model.MessageId;
import io.postern.packaging.Stores;
import io.postern.packaging.demo.DemoAuthority;
import io.postern.packaging.demo.DemoIdentity;
import io.postern.packaging.demo.DemoKeys;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A letter about a patient never reaches a receiver in clear that did not prove who it is, whatever
 * is wrong with its TLS and whatever the policy allows instead.
 */
@Timeout(120)
class ProtectedMailIsNeverInClearTest {
  private static final String POLICY =
      """
      rules:
        - {name: tls, when: {recipient: "tls@*"}, protect: [tls]}
        - {name: smime, when: {recipient: "*smime@*"}, protect: [tls, smime]}
        - {name: openpgp, when: {recipient: "*openpgp@*"}, protect: [tls, openpgp]}
        - {name: portal, when: {recipient: "portal@*"}, protect: [tls, portal]}
        - {name: any, when: {recipient: "any*@*"}, protect: [tls, smime, openpgp, portal]}
      """;

  /** Each local part with what must come of it where the receiver's TLS is not good. */
  private static final Map<String, String> EXPECTED =
      Map.of(
          "tls", "held",
          "smime", "smime",
          "no-key-smime", "held",
          "openpgp", "openpgp",
          "no-key-openpgp", "held",
          "portal", "portal",
          "any", "portal",
          "any-smime-key", "smime");

  /** TLS is all it may have, and its host says that TLS is out of order for the moment. */
  private static final String WAITING = "tls@refused.example";

  @TempDir Path directory;

  @Test
  void send_letterAboutAPatient_isInClearNowhereWithoutVerifiedTls() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home")).policy(POLICY)) {
      journey.portal();
      Remote good = journey.good("good.example");
      Remote sender = journey.good("clinic.example");
      List<Remote> bad = bad(journey);
      journey.write();
      List<String> recipients = recipients(bad);
      importKeys(journey, recipients);
      try (ChildGateway gateway = journey.startChild();
          Stores stores = journey.stores()) {
        MessageId id = submit(gateway, recipients);
        Map<String, String> expected = expected(recipients);
        await(() -> ends(stores, id).keySet().containsAll(expected.keySet()), gateway);
        assertThat(ends(stores, id)).containsExactlyEntriesOf(expected);
        assertSendersAreTold(sender, expected);
        assertNowhere(journey, bad, sender, gateway, stores);
        assertThat(good.messages()).hasSize(1).allMatch(Remote.Received::tls);
        assertThat(good.messages().getFirst().text())
            .endsWith(new String(Letter.bytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private static List<Remote> bad(Journey journey) throws Exception {
    DemoAuthority trusted = journey.authority();
    DemoIdentity right = trusted.server("mx.broken.example");
    DemoAuthority unknown = DemoAuthority.create(InstantSource.system());
    List<Remote> bad = new ArrayList<>();
    bad.add(journey.remote("no-starttls.example", Conduct.plain()));
    bad.add(secured(journey, "expired.example", trusted.expiredServer("mx.expired.example")));
    bad.add(secured(journey, "wrong-name.example", trusted.server("mx.elsewhere.example")));
    bad.add(secured(journey, "untrusted.example", unknown.server("mx.untrusted.example")));
    bad.add(
        journey.remote("broken.example", Conduct.secured(right).startTls(Conduct.StartTls.BROKEN)));
    bad.add(
        journey.remote(
            "refused.example", Conduct.secured(right).startTls(Conduct.StartTls.REFUSED)));
    return bad;
  }

  private static Remote secured(Journey journey, String domain, DemoIdentity identity)
      throws Exception {
    return journey.remote(domain, Conduct.secured(identity));
  }

  private static List<String> recipients(List<Remote> bad) {
    return bad.stream()
        .flatMap(r -> EXPECTED.keySet().stream().map(local -> local + "@" + r.domain()))
        .toList();
  }

  private static Map<String, String> expected(List<String> recipients) {
    Map<String, String> expected = new TreeMap<>();
    recipients.forEach(r -> expected.put(r, EXPECTED.get(r.substring(0, r.indexOf('@')))));
    expected.put("tls@good.example", "tls");
    expected.put(WAITING, "waits");
    return expected;
  }

  private static void importKeys(Journey journey, List<String> recipients) throws Exception {
    try (Stores stores = journey.stores()) {
      for (String recipient : recipients) {
        Optional<String> key =
            switch (recipient.substring(0, recipient.indexOf('@'))) {
              case "smime", "any-smime-key" ->
                  Optional.of(journey.authority().mailbox(recipient).chainPem());
              case "openpgp" -> Optional.of(DemoKeys.openPgp(recipient).certificate());
              default -> Optional.empty();
            };
        if (key.isPresent()) {
          byte[] bytes = key.get().getBytes(StandardCharsets.US_ASCII);
          stores.keys().add(bytes, KeyImport.ofRecipients("test", recipient));
        }
      }
    }
  }

  private static MessageId submit(ChildGateway gateway, List<String> recipients) throws Exception {
    List<String> all = Stream.concat(recipients.stream(), Stream.of("tls@good.example")).toList();
    try (Client client = Client.to(gateway.address())) {
      return Journey.id(client.send(all, Letter.bytes()));
    }
  }

  /**
   * Each recipient whose journey ended: the protection of its delivery, or that it is held or
   * waits.
   */
  private static Map<String, String> ends(Stores stores, MessageId id) {
    Map<String, String> ends = new TreeMap<>();
    for (AuditEvent event : Journey.story(stores, id)) {
      if (event instanceof AuditEvent.Delivered d) {
        ends.put(d.recipient(), d.proof().protection());
      } else if (event instanceof AuditEvent.Held h) {
        ends.put(h.recipient(), "held");
      } else if (event instanceof AuditEvent.Deferred d && d.recipient().equals(WAITING)) {
        ends.put(d.recipient(), "waits");
      } else if (event instanceof AuditEvent.Failed f) {
        ends.put(f.recipient(), "failed: " + f.reply());
      }
    }
    return ends;
  }

  private static void assertSendersAreTold(Remote sender, Map<String, String> expected) {
    expected.forEach((recipient, end) -> {
      if (end.equals("held")) {
        Awaitility.await(recipient)
            .atMost(Duration.ofSeconds(20))
            .until(() ->
                sender.messages().stream()
                    .anyMatch(m ->
                        m.text().contains("rfc822;" + recipient)
                            || m.text().contains("rfc822; " + recipient)));
      }
    });
  }

  private static void assertNowhere(
      Journey journey, List<Remote> bad, Remote sender, ChildGateway gateway, Stores stores)
      throws Exception {
    for (Remote remote : Stream.concat(bad.stream(), Stream.of(sender)).toList()) {
      assertThat(remote.heard()).as(remote.domain()).isNotEmpty();
      for (byte[] heard : remote.heard()) {
        assertThat(Letter.foundIn(heard)).as("at " + remote.domain()).isEmpty();
      }
    }
    ByteArrayOutputStream trail = new ByteArrayOutputStream();
    stores.audit().export(trail);
    assertThat(Letter.foundIn(trail.toByteArray())).as("in the audit trail").isEmpty();
    assertThat(Letter.foundIn(gateway.log())).as("in the log").isEmpty();
    assertThat(journey.remotes()).hasSize(bad.size() + 2);
  }

  private static void await(
      java.util.concurrent.Callable<Boolean> condition, ChildGateway gateway) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .conditionEvaluationListener(c -> {
          if (!gateway.running()) {
            throw new AssertionError(gateway.log());
          }
        })
        .until(condition);
  }
}
