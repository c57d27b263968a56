package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.HoldTerms.End;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.testing.FakeCourier;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person may let a held message go on with instead of what policy said. */
class ReleaseByAnotherProtectionTest extends HeldMailSpine {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }

  @Test
  void release_anotherThatProtectsAsWell_goesOnWithIt() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE);

    release(id, "pat", SMIME);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(SMIME);
    assertThat(events(id, AuditEvent.Released.class))
        .containsExactly(
            new AuditEvent.Released(
                id, "b@example.org", List.of("smime"), "pat", Optional.empty()));
  }

  @Test
  void release_kindThatPolicyAllowed_keepsPolicysTerms() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE);

    release(id, "pat", TLS);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(DANE);
  }

  @Test
  void release_portalInsteadOfTls_needsAReasonWhichIsAudited() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE);
    assertThatThrownBy(() -> release(id, "pat", SMIME, PORTAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("portal instead of tls needs a reason");
    assertThatThrownBy(() -> release(id, Optional.of("  "), PORTAL)).hasMessageContaining("reason");
    assertUntouched(id);

    assertThat(release(id, Optional.of("no TLS there"), PORTAL)).hasSize(1);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(PORTAL);
    assertThat(events(id, AuditEvent.Released.class))
        .containsExactly(
            new AuditEvent.Released(
                id, "b@example.org", List.of("portal"), "pat", Optional.of("no TLS there")));
  }

  @Test
  void release_tlsInsteadOfPortal_needsAReason() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, PORTAL);
    assertThatThrownBy(() -> release(id, "pat", TLS))
        .hasMessage("tls instead of portal needs a reason");
    assertUntouched(id);

    assertThat(release(id, Optional.of("partner asked for it"), TLS)).hasSize(1);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(TLS);
  }

  @Test
  void release_portalOnceInsteadOfDane_doesNotLowerTheFloorAfterwards() throws IOException {
    spine.courier().answer((c, r) -> new Outcome.Unprotectable("no", Optional.empty()));
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE);
    release(id, Optional.of("no TLS there"), PORTAL);
    await()
        .until(() -> held(id).stream().anyMatch(r -> r.holdQueue().get().equals("unprotectable")));
    spine.courier().answer((c, r) -> FakeCourier.delivered("tls"));

    release(id, Optional.of("now it has"), TLS);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(PORTAL, DANE);
  }

  @Test
  void release_weakerThanEndToEnd_isRefusedWhateverTheReason() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, SMIME);
    for (Protection weaker : List.of(TLS, DANE, PORTAL, CLEAR)) {
      assertThatThrownBy(() -> release(id, Optional.of("in a hurry"), weaker))
          .hasMessage(weaker.label() + " protects less than what policy allows (smime)");
    }
    assertUntouched(id);
  }

  @Test
  void release_inClear_onlyWherePolicyListedIt() throws IOException {
    MessageId not = hold(HoldTerms.UNTIL_DECIDED, TLS, PORTAL);
    assertThatThrownBy(() -> release(not, Optional.of("in a hurry"), CLEAR))
        .hasMessageContaining("opportunistic protects less");
    assertUntouched(not);
    MessageId listed = hold(HoldTerms.UNTIL_DECIDED, TLS, CLEAR);

    release(listed, "pat", CLEAR);

    await().until(() -> story(listed).contains("shredded"));
    assertThat(carried()).containsExactly(CLEAR);
  }

  @Test
  void release_policyNamedNothing_takesAnyProtectionButNone() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED);
    assertThatThrownBy(() -> release(id, "pat")).hasMessageContaining("name one");
    assertThatThrownBy(() -> release(id, "pat", new Protection.OpportunisticTls()))
        .hasMessageContaining("protects less");
    assertThatThrownBy(() -> release(id, "pat", new Protection.ReturnToUpstream()))
        .hasMessageContaining("protects less");
    assertUntouched(id);

    release(id, "pat", PORTAL);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(PORTAL);
  }

  @Test
  void release_senderRequiresTls_isByTlsOnly() throws IOException {
    MessageId id = hold(REQUIRE_TLS, HoldTerms.UNTIL_DECIDED);

    assertThatThrownBy(() -> release(id, "pat", SMIME)).hasMessageContaining("REQUIRETLS");
    assertUntouched(id);
    assertThat(release(id, "pat", TLS)).hasSize(1);
  }

  @Test
  void release_unnamedWhereTheSenderRequiresTls_isByTlsOnly() throws IOException {
    MessageId id = hold(REQUIRE_TLS, HoldTerms.UNTIL_DECIDED, PORTAL);
    assertThatThrownBy(() -> release(id, "pat")).hasMessageContaining("REQUIRETLS");
    assertUntouched(id);
    MessageId both = hold(REQUIRE_TLS, HoldTerms.UNTIL_DECIDED, PORTAL, TLS);

    release(both, "pat");

    await().until(() -> story(both).contains("shredded"));
    assertThat(carried()).containsExactly(TLS);
  }

  @Test
  void release_rowFromBeforeTermsWereKept_isBoundToWhatIsLeft() throws IOException {
    MessageId id = hold(new HoldTerms(List.of("kim"), Optional.empty(), End.KEEP), DANE);
    spine
        .database()
        .write(tx -> tx.prepare("UPDATE delivery SET discretion = NULL").executeUpdate())
        .join();

    assertThatThrownBy(() -> release(id, "pat", CLEAR)).hasMessageContaining("protects less");
    assertThat(release(id, "pat")).hasSize(1);
  }
}
