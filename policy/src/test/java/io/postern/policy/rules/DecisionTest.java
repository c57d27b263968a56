package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Decision;
import io.postern.core.model.DecisionTrace.Setting;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Modifiers;
import io.postern.core.model.PortalProof;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import io.postern.core.model.Verdict;
import io.postern.core.port.Consents;
import io.postern.policy.condition.MessageFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every decision, its terms and its modifiers, and where what is left open comes from. */
class DecisionTest {
  private static final MessageFacts PHI = Policies.message(Policies.PHI);
  private static final MessageFacts CLEAN = Policies.message(Policies.CLEAN);
  private static final String PIN = "ab".repeat(32);

  @TempDir Path directory;

  private Decision decide(String yaml, MessageFacts message) throws IOException {
    return Policies.decide(Policies.of(directory, yaml), message, "bob@example.org").getFirst();
  }

  private static List<Protection> protections(Decision decision) {
    return ((Decision.Deliver) decision).inOrder();
  }

  @Test
  void protect_withTerms_hasThem() throws IOException {
    Decision got =
        decide(
            """
            rules:
              - name: r
                protect: [smime, tls, openpgp, portal]
                tls: {floor: pkix, minimum: TLSv1.3}
                portal: {expiry: 7d, reply: false, authentication: two_factors}
            """,
            PHI);
    assertThat(protections(got))
        .containsExactly(
            new Protection.Smime(),
            new Protection.VerifiedTls(TlsFloor.PKIX, TlsVersion.TLS_1_3, List.of()),
            new Protection.OpenPgp(),
            new Protection.PortalPickup(Duration.ofDays(7), false, PortalProof.TWO_FACTORS));
  }

  @Test
  void protect_withoutTerms_hasTheBuiltInOnes() throws IOException {
    assertThat(protections(decide("rules: [{name: r, protect: [tls, portal]}]\n", PHI)))
        .containsExactly(
            new Protection.VerifiedTls(TlsFloor.VERIFIED),
            new Protection.PortalPickup(Duration.ofDays(30), true));
  }

  @Test
  void protect_everyFloor_isTakenAsItIsWritten() throws IOException {
    for (TlsFloor floor : TlsFloor.values()) {
      String pins = floor == TlsFloor.PINNED ? ", pins: " + PIN : "";
      String yaml =
          "rules: [{name: r, protect: tls, tls: {floor: %s%s}}]\n".formatted(floor.label(), pins);
      Protection.VerifiedTls tls =
          (Protection.VerifiedTls) protections(decide(yaml, PHI)).getFirst();
      assertThat(tls.floor()).isEqualTo(floor);
      assertThat(tls.pins()).isEqualTo(pins.isEmpty() ? List.of() : List.of(PIN));
    }
  }

  @Test
  void hold_withTerms_hasThem() throws IOException {
    Decision.Hold got =
        (Decision.Hold)
            decide(
                """
                rules:
                  - name: r
                    hold:
                      queue: compliance
                      release_by: [mia, tom]
                      for: 3d
                      then: release
                      protect: portal
                """,
                PHI);
    assertThat(got.queue()).isEqualTo("compliance");
    assertThat(got.terms())
        .isEqualTo(
            new HoldTerms(
                List.of("mia", "tom"), Optional.of(Duration.ofDays(3)), HoldTerms.End.RELEASE));
    assertThat(got.released()).extracting(Protection::label).containsExactly("portal");
  }

  @Test
  void hold_withoutTerms_waitsForAPerson() throws IOException {
    Decision.Hold got = (Decision.Hold) decide("rules: [{name: r, hold: {}}]\n", PHI);
    assertThat(got.queue()).isEqualTo("policy");
    assertThat(got.terms()).isEqualTo(HoldTerms.UNTIL_DECIDED);
    assertThat(got.released()).isEmpty();
  }

  @Test
  void refuse_text_isTheReply() throws IOException {
    assertThat(Policies.shape(decide("rules: [{name: r, refuse: {text: Not here}}]\n", PHI)))
        .isEqualTo("refuse 550 5.7.1 Not here");
  }

  @Test
  void deliver_clean_isOpportunistic_phiIsHeldUnlessNamed() throws IOException {
    String unnamed = "rules: [{name: r, deliver: opportunistic}]\n";
    String named = "rules: [{name: r, when: {verdict: phi}, deliver: opportunistic}]\n";
    assertThat(Policies.shape(decide(unnamed, CLEAN))).isEqualTo("[opportunistic]");
    assertThat(Policies.shape(decide(unnamed, PHI))).isEqualTo("hold policy");
    assertThat(Policies.shape(decide(named, PHI))).isEqualTo("[opportunistic]");
  }

  @Test
  void deliver_verdictNamedInABranchThatDoesNotHold_isHeld() throws IOException {
    String yaml =
        """
        rules:
          - name: r
            when: {any: [{verdict: phi, recipient: %s}, {recipient_domain: example.org}]}
            deliver: opportunistic
        """;
    assertThat(Policies.shape(decide(yaml.formatted("ann@example.net"), PHI)))
        .isEqualTo("hold policy");
    assertThat(Policies.shape(decide(yaml.formatted("ann@example.net"), CLEAN)))
        .isEqualTo("[opportunistic]");
    assertThat(Policies.shape(decide(yaml.formatted("bob@example.org"), PHI)))
        .isEqualTo("[opportunistic]");
  }

  @Test
  void return_clean_goesBack_phiIsHeldUnlessNamed() throws IOException {
    String unnamed = "rules: [{name: r, return: upstream}]\n";
    String named = "rules: [{name: r, when: {verdict: phi}, return: upstream}]\n";
    assertThat(Policies.shape(decide(unnamed, CLEAN))).isEqualTo("[return]");
    assertThat(Policies.shape(decide(unnamed, PHI))).isEqualTo("hold policy");
    assertThat(Policies.shape(decide(named, PHI))).isEqualTo("[return]");
  }

  @Test
  void modifiers_areAllInTheDecision() throws IOException {
    Modifiers got =
        decide(
                """
                rules:
                  - name: r
                    protect: tls
                    strip_tag: ["[secure]"]
                    outside_subject: Secure message
                    add_header: {X-Class: phi}
                    banner: Confidential
                    archive: {address: journal@archive.example, protect: [smime, tls]}
                    notify_sender: It was protected.
                """,
                PHI)
            .modifiers();
    assertThat(got.rewriting().stripTags()).containsExactly("[secure]");
    assertThat(got.rewriting().outsideSubject()).contains("Secure message");
    assertThat(got.rewriting().fields()).isEqualTo(Map.of("X-Class", "phi"));
    assertThat(got.rewriting().banner()).contains("Confidential");
    assertThat(got.archive().getFirst().address().address()).isEqualTo("journal@archive.example");
    assertThat(got.archive().getFirst().inOrder())
        .extracting(Protection::label)
        .containsExactly("smime", "tls");
    assertThat(got.senderNotice()).contains("It was protected.");
  }

  @Test
  void continue_rule_notesItsSettingsAndGoesOn() throws IOException {
    Decision got =
        decide(
            """
            rules:
              - {name: a, when: {verdict: phi}, continue: true, banner: from a, portal: {expiry: 1d}}
              - {name: b, continue: true, banner: from b}
              - {name: c, when: {verdict: none}, continue: true, banner: from c}
              - {name: d, protect: portal}
            """,
            PHI);
    assertThat(got.reasons().rule()).isEqualTo("10.yaml: d");
    assertThat(got.reasons().because()).contains("noted by 10.yaml: a", "noted by 10.yaml: b");
    assertThat(got.modifiers().rewriting().banner()).contains("from b");
    assertThat(protections(got))
        .containsExactly(new Protection.PortalPickup(Duration.ofDays(1), true));
  }

  @Test
  void levels_mostSpecificWins_andTheExplanationSaysWhich() throws IOException {
    PolicySet policies =
        Policies.of(
            directory,
            """
            levels:
              - {protect: [tls, portal], tls: {floor: verified, minimum: TLSv1.2}, portal: {expiry: 30d}}
              - {sender_domain: clinic.example, portal: {expiry: 14d}, banner: from the clinic}
              - {recipient_domain: "*.example", tls: {floor: pkix}}
              - {recipient_domain: hospital.example, tls: {minimum: TLSv1.3}, banner: to the hospital}
              - {recipient: ann@hospital.example, protect: [openpgp, portal]}
            rules:
              - {name: r, protect: preferred}
            """);
    var all =
        Policies.explain(policies, PHI, "ann@hospital.example", "bob@hospital.example", "c@d.e");
    assertThat(all)
        .extracting(r -> Policies.shape(r.decision()))
        .containsExactly("[openpgp, portal]", "[tls, portal]", "[tls, portal]");
    assertThat(protections(all.get(1).decision()))
        .containsExactly(
            new Protection.VerifiedTls(TlsFloor.PKIX, TlsVersion.TLS_1_3, List.of()),
            new Protection.PortalPickup(Duration.ofDays(14), true));
    assertThat(all.get(1).trace().settings())
        .contains(
            new Setting("protect", "[tls, portal]", "everybody (10.yaml:2:5)"),
            new Setting("tls.floor", "pkix", "recipient_domain *.example (10.yaml:4:5)"),
            new Setting(
                "tls.minimum", "TLSv1.3", "recipient_domain hospital.example (10.yaml:5:5)"),
            new Setting("portal.expiry", "14d", "sender_domain clinic.example (10.yaml:3:5)"),
            new Setting(
                "banner", "to the hospital", "recipient_domain hospital.example (10.yaml:5:5)"));
    assertThat(protections(all.get(2).decision()))
        .contains(new Protection.VerifiedTls(TlsFloor.VERIFIED));
  }

  @Test
  void levels_ruleItself_countsBeforeAllOfThem() throws IOException {
    Decision got =
        decide(
            """
            levels: [{recipient: bob@example.org, portal: {expiry: 14d}}]
            rules: [{name: r, protect: portal, portal: {expiry: 2d}}]
            """,
            PHI);
    assertThat(protections(got))
        .containsExactly(new Protection.PortalPickup(Duration.ofDays(2), true));
  }

  @Test
  void attestation_isToldInTheReasons() throws IOException {
    Decision got =
        decide(
            """
            rules:
              - name: opt-out
                when: {verdict: phi, attestation: I attest no PHI}
                deliver: opportunistic
            """,
            PHI);
    assertThat(got.reasons().because()).contains("the sender attested: i attest no phi");
    assertThat(got.reasons().attested()).contains("i attest no phi");
  }

  @Test
  void undecidable_listThatIsGone_holdsWhoeverItMatters() throws IOException {
    Path list = Files.writeString(directory.resolve("l.txt"), "example.org\n");
    PolicySet policies =
        Policies.of(
            directory,
            """
            lists: {l: {file: l.txt, of: domains}}
            rules:
              - {name: a, when: {verdict: none, recipient_domain: "list:l"}, protect: tls}
              - {name: b, when: {verdict: phi, recipient_domain: "list:l"}, protect: smime}
              - {name: c, protect: portal}
            """);
    assertThat(Policies.decide(policies, PHI, "b@example.org", "b@d.e"))
        .extracting(Policies::shape)
        .containsExactly("[smime]", "[portal]");
    Files.delete(list);
    policies.refreshLists();
    var held = Policies.decide(policies, PHI, "b@example.org").getFirst();
    assertThat(Policies.shape(held)).isEqualTo("hold policy");
    assertThat(held.reasons().because().getFirst()).isEqualTo("the list l cannot be read");
    Files.writeString(list, "d.e\n");
    policies.refreshLists();
    policies.refreshLists();
    assertThat(Policies.decide(policies, PHI, "b@example.org", "b@d.e"))
        .extracting(Policies::shape)
        .containsExactly("[portal]", "[smime]");
  }

  @Test
  void refresh_listWithAMistake_keepsTheLastGoodOne() throws IOException {
    Path list = Files.writeString(directory.resolve("l.txt"), "example.org\n");
    PolicySet policies =
        Policies.of(
            directory,
            """
            lists: {l: {file: l.txt, of: domains}}
            rules: [{name: b, when: {recipient_domain: "list:l"}, protect: smime}]
            """);
    Files.writeString(list, "d.e\nnot a domain\n");
    policies.refreshLists();
    policies.refreshLists();
    assertThat(Policies.decide(policies, PHI, "b@example.org", "b@d.e"))
        .extracting(Policies::shape)
        .containsExactly("[smime]", "hold policy");
  }

  @Test
  void undecidable_consentsThatCannotBeAsked_hold() throws IOException {
    Surroundings broken =
        Surroundings.UNKNOWN.with(
            (Consents)
                (recipient, scope, at) -> {
                  throw new IllegalStateException("store is gone");
                });
    PolicySet policies =
        Policies.of(
            directory,
            "rules: [{name: r, when: {consent: plain_email}, deliver: opportunistic}]\n",
            broken);
    assertThat(Policies.shape(Policies.decide(policies, CLEAN, "b@c.d").getFirst()))
        .isEqualTo("hold policy");
  }

  @Test
  void undecidable_expressionThatFailsOrCostsTooMuch_holds() throws IOException {
    for (String expression :
        List.of(
            "header['x-none'][0] == 'a'",
            "1 / patients == 3",
            "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b,"
                + " [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d,"
                + " [1,2,3,4,5,6,7,8,9,10].all(e, a + b + c + d + e > 0)))))")) {
      String when = "{expression: \"" + expression + "\"}";
      long begun = System.nanoTime();
      Decision got = decide("rules: [{name: r, when: " + when + ", protect: tls}]\n", CLEAN);
      assertThat(Policies.shape(got)).as(expression).isEqualTo("hold policy");
      assertThat(got.reasons().because().getFirst()).startsWith("the expression failed");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void withoutContent_ruleThatAsksForTheHeader_isHeldNotGuessed() throws IOException {
    String yaml =
        """
        rules:
          - {name: a, when: {verdict: none, subject_tag: x}, protect: smime}
          - {name: b, when: {verdict: phi, subject_tag: x}, protect: tls}
        """;
    assertThat(Policies.shape(decide(yaml, PHI.withoutContent()))).isEqualTo("hold policy");
    assertThat(decide(yaml, PHI.withoutContent()).reasons().because().getFirst())
        .isEqualTo("the header is not at hand: subject tag [x]");
  }

  @Test
  void requireTls_leavesVerifiedTlsOnly() throws IOException {
    MessageFacts m = PHI;
    MessageFacts must =
        new MessageFacts(
            m.sender(),
            m.upstream(),
            m.client(),
            m.receivedAt(),
            m.size(),
            true,
            m.screening(),
            m.labels(),
            m.attachments(),
            m.header());
    assertThat(Policies.shape(decide("rules: [{name: r, protect: [smime, tls]}]\n", must)))
        .isEqualTo("[tls]");
    assertThat(Policies.shape(decide("rules: [{name: r, protect: [portal]}]\n", must)))
        .isEqualTo("hold policy");
    assertThat(m.screening().verdict()).isEqualTo(Verdict.PHI);
    Decision.Hold both = held("[portal, tls]", must);
    assertThat(both.released()).extracting(Protection::label).containsExactly("tls");
    assertThat(both.terms().end()).isEqualTo(HoldTerms.End.RELEASE);
    assertThat(held("[portal]", must).terms().end()).isEqualTo(HoldTerms.End.KEEP);
    assertThat(held("[portal]", m).terms().end()).isEqualTo(HoldTerms.End.RELEASE);
  }

  private Decision.Hold held(String released, MessageFacts facts) throws IOException {
    String hold = "{queue: q, for: 1d, then: release, protect: " + released + "}";
    return (Decision.Hold) decide("rules: [{name: r, hold: " + hold + "}]\n", facts);
  }

  @Test
  void decide_manyRules_isWhatAskingEachOfThemSays() throws IOException {
    Files.writeString(directory.resolve("l.txt"), "listed.example\n");
    StringBuilder yaml = new StringBuilder("lists: {l: {file: l.txt, of: domains}}\nrules:\n");
    String[] names = {
      "recipient: a%d@x.example",
      "recipient: '*@d%d.example'",
      "recipient_domain: '*.sub%d.example'",
      "recipient: '*team%d-*@*'",
      "recipient_domain: ['list:l', e%d.example], score_at_least: 0.9%d",
      "expression: \"recipient == 'cel%d@x.example'\"",
    };
    for (int i = 0; i < 60; i++) {
      String when = names[i % names.length].replace("%d", String.valueOf(i));
      yaml.append("  - {name: r%d, when: {%s}, hold: {queue: q%d}}\n".formatted(i, when, i));
    }
    PolicySet policies = Policies.of(directory, yaml + "  - {name: last, protect: tls}\n");
    String[] to = {
      "a54@x.example",
      "z@d55.example",
      "z@www.sub56.example",
      "the-team57-a@x",
      "z@listed.example",
      "cel59@x.example",
      "A54@X.example",
      "nobody@y.example",
    };
    var asked = Policies.explain(policies, PHI, to);
    var decided = RulesEngine.decide(policies, PHI, Stream.of(to).map(Recipient::of).toList());
    assertThat(decided.decisions())
        .isEqualTo(asked.stream().map(Explanation.PerRecipient::decision).toList());
    assertThat(decided.decisions().stream().map(Policies::shape))
        .containsExactly(
            "hold q54",
            "hold q55",
            "hold q56",
            "hold q57",
            "[tls]",
            "hold q59",
            "hold q54",
            "[tls]");
    assertThat(decided.traces().getLast().tried()).hasSize(21);
    assertThat(decided.traces().getLast().more()).isEqualTo(40);
    assertThat(asked.getLast().trace().tried()).hasSize(61);
  }

  @Test
  void decide_ruleForOthersThatCannotBeAsked_doesNotMatter() throws IOException {
    Surroundings broken =
        Surroundings.UNKNOWN.with(
            (Consents)
                (recipient, scope, at) -> {
                  throw new IllegalStateException("store is gone");
                });
    PolicySet policies =
        Policies.of(
            directory,
            """
            rules:
              - {name: a, when: {consent: plain_email, recipient_domain: x.example}, deliver: opportunistic}
              - {name: b, protect: tls}
            """,
            broken);
    assertThat(Policies.decide(policies, CLEAN, "b@x.example", "b@y.example"))
        .extracting(Policies::shape)
        .containsExactly("hold policy", "[tls]");
  }

  @Test
  void decide_quotedSpellingOfAnAddress_isThatAddress() throws IOException {
    Files.writeString(directory.resolve("l.txt"), "dan@d.example\n\"da\\n2\"@d.example\n");
    PolicySet policies =
        Policies.of(
            directory,
            """
            lists: {l: {file: l.txt, of: addresses}}
            levels: [{recipient: bob@d.example, protect: [openpgp]}]
            rules:
              - {name: a, when: {recipient: [ann@d.example, '"an n"@d.example']}, protect: smime}
              - {name: b, when: {recipient: "list:l"}, protect: portal}
              - {name: c, protect: preferred}
            """);
    assertThat(
            Policies.decide(
                policies,
                PHI,
                "\"ann\"@d.example",
                "\"A\\nn\"@d.example",
                "\"an\\ n\"@d.example",
                "\"dan\"@d.example",
                "dan2@d.example",
                "\"b\\ob\"@d.example"))
        .extracting(Policies::shape)
        .containsExactly("[smime]", "[smime]", "[smime]", "[portal]", "[portal]", "[openpgp]");
  }
}
