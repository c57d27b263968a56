package io.postern.inbound.redteam;

import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has an account cannot wipe out guesses at another's by logging in between them. */
@Timeout(30)
final class InterleavedOwnLoginTest {
  @Test
  void guesses_withOwnLoginBetween_lockAllTheSame() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("own"), Apps.account("victim"))) {
      for (int i = 0; i < 5; i++) {
        guess(lab, "victim", "wrong" + i, "535");
        guess(lab, "own", Lab.PASSWORD, "235");
      }
      guess(lab, "victim", Lab.PASSWORD, "454 4.7.0");
      guess(lab, "own", Lab.PASSWORD, "235"); // not locked by what another user failed
    }
  }

  @Test
  void guesses_atManyUsers_lockTheAddress() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("own"))) {
      for (int i = 0; i < 20; i++) {
        guess(lab, "user" + i, "wrong", "535");
      }
      guess(lab, "own", Lab.PASSWORD, "454 4.7.0");
    }
  }

  private static void guess(Lab lab, String user, String password, String reply) throws Exception {
    try (Client client = lab.greeted().startTls()) {
      client.ask("AUTH PLAIN " + Apps.plain(user, password), reply);
    }
  }
}
