package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.testing.BytesContent;
import io.postern.outbound.protect.Outside;
import io.postern.outbound.protect.Wrapped;
import io.postern.outbound.protect.Wrapper;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is too large once it is encrypted takes the next protection. */
class EncryptedTooLargeTest {
  private final List<Outside> asked = new ArrayList<>();
  private final Wrapper wrapper =
      (envelope, recipient, content, outside) -> {
        asked.add(outside);
        BytesContent sealed = BytesContent.of("Subject: sealed\n\n" + "ciphertext\n".repeat(1000));
        return new Wrapped(sealed, Map.of(), () -> {});
      };

  @Test
  void deliver_hostAnnouncesLess_nextProtectionAndTheNextTimeItIsKnown() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open("SIZE 10000").takeAll());
        Rig rig = rig(server)) {
      assertThat(deliver(rig))
          .isInstanceOfSatisfying(
              Outcome.Unprotectable.class,
              u -> assertThat(u.why()).startsWith("too_large: ").contains("5.3.4"));
      deliver(rig);
      assertThat(asked).extracting(Outside::most).containsExactly(Long.MAX_VALUE, 10000 - 8192L);
      assertThat(server.heard()).doesNotContain("MAIL FROM");
    }
  }

  @Test
  void deliver_hostRefusesForItsSize_nextProtection() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> {
              p.open();
              p.hear("MAIL FROM:<doctor@clinic.example>");
              p.say("552 5.3.4 Message size exceeds fixed limit");
            });
        Rig rig = rig(server)) {
      assertThat(deliver(rig)).isInstanceOf(Outcome.Unprotectable.class);
    }
  }

  @Test
  void deliver_mailboxFull_fails() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> {
              p.open();
              p.hear("MAIL FROM:<doctor@clinic.example>");
              p.say("552 5.2.2 Mailbox full");
            });
        Rig rig = rig(server)) {
      assertThat(deliver(rig)).isInstanceOf(Outcome.Failed.class);
    }
  }

  private static Rig rig(ScriptedServer server) {
    return new Rig(ScriptedDelivery.DNS, Options.of(0).port(server.port()));
  }

  private Outcome deliver(Rig rig) {
    return rig.courier(wrapper, Rig.NO_KEY, Optional.empty())
        .deliver(
            Rig.consignment(
                new Protection.Smime(), Rig.MESSAGE, EsmtpOptions.NONE, "a@example.org"))
        .getFirst();
  }
}
