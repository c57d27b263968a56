package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many guesses at the same moment get no more tries than the same many in turn. */
@Timeout(60)
final class ParallelGuessingTest {
  private static final int SESSIONS = 30;

  @Test
  void guesses_allAtOnce_getNoMoreTriesThanTheLimit() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"))) {
      List<String> replies = all(lab, "wrong");
      assertThat(replies).filteredOn(r -> r.startsWith("535")).hasSize(5);
      assertThat(replies).filteredOn(r -> r.startsWith("454 4.7.0")).hasSize(SESSIONS - 5);
    }
  }

  @Test
  void rightPasswords_allAtOnce_areAllTaken() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"))) {
      assertThat(all(lab, Lab.PASSWORD)).hasSize(SESSIONS).allMatch(r -> r.startsWith("235"));
    }
  }

  /** The replies to one password sent by many sessions together. */
  private static List<String> all(Lab lab, String password) throws Exception {
    List<Client> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SESSIONS; i++) {
        clients.add(lab.greeted().startTls());
      }
      List<Future<String>> replies = new ArrayList<>();
      for (Client client : clients) {
        client.send("AUTH PLAIN " + Apps.plain("app", password) + "\r\n");
      }
      for (Client client : clients) {
        replies.add(threads.submit(client::reply));
      }
      List<String> all = new ArrayList<>();
      for (Future<String> reply : replies) {
        all.add(reply.get());
      }
      return all;
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
  }
}
