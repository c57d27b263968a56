package io.postern.outbound.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.Protection;
import io.postern.core.model.Rewriting;
import io.postern.core.port.Consignment;
import io.postern.outbound.testing.Rig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes back to the provider bears a chain that another verifier finds as we say it is. */
class SealedOnReturnRouteTest {
  private static final String MESSAGE =
      "From: Doctor <doctor@clinic.example>\r\nTo: a@example.org\r\nSubject: Lab\r\n"
          + "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nHello world\r\n";

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

  private String returned(String message) throws Exception {
    return lab.returned(SigningLab.consignment(message, Body.EIGHT_BIT_MIME, Rig.ANY));
  }

  private static long seals(String message) {
    return message.lines().filter(l -> l.startsWith("ARC-Seal:")).count();
  }

  @Test
  void deliver_withoutChain_beginsOne() throws Exception {
    String received = returned(MESSAGE);

    assertThat(received)
        .startsWith("ARC-Seal: i=1;")
        .contains("cv=none", "ARC-Authentication-Results: i=1; gateway.example;\r\n\tarc=none\r\n");
    assertThat(lab.verify(received))
        .contains("arc pass")
        .filteredOn(l -> l.endsWith("good"))
        .hasSize(2);
  }

  @Test
  void deliver_goodChain_isContinued() throws Exception {
    String received = returned(lab.sealed(MESSAGE));

    assertThat(seals(received)).isEqualTo(2);
    assertThat(received).startsWith("ARC-Seal: i=2;").contains("cv=pass", "arc=pass");
    assertThat(lab.verify(received)).contains("arc pass");
  }

  @Test
  void deliver_goodChainAndChangedByPolicy_sealsTheChange() throws Exception {
    Consignment plain = SigningLab.consignment(lab.sealed(MESSAGE), Body.EIGHT_BIT_MIME, Rig.ANY);
    String received =
        lab.returned(
            new Consignment(
                plain.envelope(),
                plain.recipients(),
                plain.nextHop(),
                plain.protection(),
                plain.content(),
                1,
                new Rewriting(
                    List.of("Lab"), Optional.empty(), Map.of(), Optional.of("External"))));

    assertThat(received).contains("External", "i=2", "cv=pass");
    assertThat(lab.verify(received)).contains("arc pass");
  }

  @Test
  void deliver_brokenChain_isSealedAsFailed() throws Exception {
    String received = returned(lab.sealed(MESSAGE).replace("Hello", "Hallo"));

    assertThat(received).startsWith("ARC-Seal: i=2;").contains("cv=fail", "arc=fail");
    assertThat(lab.verify(received)).doesNotContain("arc pass");

    String again = returned(received);
    assertThat(seals(again)).isEqualTo(2); // RFC 8617 5.1: nobody goes on after cv=fail
  }

  @Test
  void deliver_chainThatIsNotWhole_isLeftAlone() throws Exception {
    String sealed = lab.sealed(MESSAGE);
    String twice = sealed.substring(0, sealed.indexOf("ARC-Message")) + sealed;

    assertThat(seals(returned(twice))).isEqualTo(2);
  }

  @Test
  void deliver_resultsAloneOfAnotherHop_isLeftAlone() throws Exception {
    String received =
        returned("ARC-Authentication-Results: i=1; x.example; arc=none\r\n" + MESSAGE);

    assertThat(seals(received)).isZero();
  }

  @Test
  void deliver_wrapped_saysNothingOfWhatIsInside() throws Exception {
    Consignment consignment =
        SigningLab.consignment(lab.sealed(MESSAGE), Body.EIGHT_BIT_MIME, new Protection.Smime());
    String received = lab.returned(consignment);

    assertThat(received).contains("ciphertext", "ARC-Seal: i=1;", "cv=none", "arc=none\r\n");
    assertThat(received).doesNotContain("arc=pass", "dkim=");
  }

  @Test
  void deliver_dnsDoesNotAnswer_isNotSealed() throws Exception {
    String sealed = lab.sealed(MESSAGE);
    lab.failDns();

    assertThat(seals(returned(sealed))).isEqualTo(1);
  }

  @Test
  void deliver_byMx_isNotSealed() throws Exception {
    assertThat(lab.received(MESSAGE, Body.EIGHT_BIT_MIME, Rig.ANY)).doesNotContain("ARC-");
  }
}
