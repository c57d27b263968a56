package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import io.postern.inbound.ScramClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing tells a stranger which names are accounts. */
@Timeout(60)
final class UserOracleTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

  @Test
  void replies_toKnownAndUnknownUser_areTheSameUpToTheLock() throws Exception {
    try (Lab lab = Apps.lab(Apps.passwordOnly("plain"), Apps.scramOnly("scram"))) {
      List<String> unknown = replies(lab, "nobody");
      assertThat(replies(lab, "plain")).isEqualTo(unknown);
      assertThat(replies(lab, "scram")).isEqualTo(unknown);
    }
  }

  private static List<String> replies(Lab lab, String user) throws Exception {
    List<String> replies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      try (Client client = lab.greeted().startTls()) {
        client.send("AUTH PLAIN " + Apps.plain(user, "wrong") + "\r\n");
        replies.add(client.reply());
        client.ask("AUTH LOGIN", "334");
        client.ask(Apps.base64(user), "334");
        client.send(Apps.base64("wrong") + "\r\n");
        replies.add(client.reply());
        replies.add(ScramClient.login(client, user, "wrong"));
        client.ask("VRFY " + user, "252");
      }
    }
    return replies;
  }

  /** Ten of each in turn; a factor of three is far from what a hash that is left out makes. */
  @Test
  void time_ofKnownAndUnknownUser_isOfTheSameKind() throws Exception {
    try (Lab lab =
            new Lab.Build()
                .tls(Settings.TlsMode.STARTTLS)
                .authentication(
                    new Settings.Authentication(
                        1000, 1000, Duration.ofMinutes(5), Duration.ZERO, 4))
                .limits(Lab.Build.limits(1 << 20, 1000, 1000))
                .upstreams(Apps.upstream(Apps.account("app"), Apps.scramOnly("scram")))
                .start();
        Client client = lab.greeted().startTls()) {
      long known = Long.MAX_VALUE;
      long unknown = Long.MAX_VALUE;
      long withoutPassword = Long.MAX_VALUE;
      for (int i = 0; i < 10; i++) {
        known = Math.min(known, nanos(client, "app"));
        unknown = Math.min(unknown, nanos(client, "nobody" + i));
        withoutPassword = Math.min(withoutPassword, nanos(client, "scram"));
      }
      assertThat((double) unknown / known).isBetween(1 / 3.0, 3.0);
      assertThat((double) withoutPassword / known).isBetween(1 / 3.0, 3.0);
    }
  }

  private static long nanos(Client client, String user) throws Exception {
    long start = System.nanoTime();
    client.ask("AUTH PLAIN " + Apps.plain(user, "wrong"), "535");
    return System.nanoTime() - start;
  }

  @Test
  void scramSalt_ofUnknownUser_isLikeARealOneAndLasts() throws Exception {
    String before;
    try (Lab lab = Apps.lab(Apps.scramOnly("app"))) {
      before = salt(lab, "nobody");
      assertThat(salt(lab, "nobody")).isEqualTo(before);
      assertThat(salt(lab, "anybody")).isNotEqualTo(before);
      assertThat(salt(lab, "app")).hasSameSizeAs(before).isNotEqualTo(before);
      assertThat(iterations(lab, "nobody")).isEqualTo(iterations(lab, "app"));
    }
    // After a restart, and after somebody has got an account.
    try (Lab lab = Apps.lab(Apps.scramOnly("app"), Apps.scramOnly("more"))) {
      assertThat(salt(lab, "nobody")).isEqualTo(before);
    }
  }

  private static String salt(Lab lab, String user) throws Exception {
    return challenge(lab, user)[1];
  }

  private static String iterations(Lab lab, String user) throws Exception {
    return challenge(lab, user)[2];
  }

  private static String[] challenge(Lab lab, String user) throws Exception {
    try (Client client = lab.greeted().startTls()) {
      String first = new ScramClient("n,,", user, NONCE, "x").first();
      return ScramClient.text(client.ask("AUTH SCRAM-SHA-256 " + first, "334")).split(",");
    }
  }
}
