package io.postern.outbound.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Deferral;
import io.postern.core.model.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderRepliesTest {
  @Test
  void meaning_wordsOfProviders_areKnown() {
    says(
        "gmail-smtp-in.l.google.com",
        Reply.of(421, "4.7.28", "mail from your IP address has been rate limited"),
        Deferral.SLOW_DOWN);
    says(
        "clinic-example.mail.protection.outlook.com",
        Reply.of(451, "4.7.500", "Server busy. Please try again later from [192.0.2.1]."),
        Deferral.SLOW_DOWN);
    says(
        "clinic-example.mail.protection.outlook.com",
        Reply.of(451, "4.7.651", "temporarily rate limited due to IP reputation"),
        Deferral.SLOW_DOWN);
    says(
        "mta5.am0.yahoodns.net",
        Reply.of(421, "4.7.0", "[TSS04] Messages from 192.0.2.1 temporarily deferred"),
        Deferral.SLOW_DOWN);
    says(
        "MX.Example.org",
        Reply.of(450, "4.2.0", "<b@example.org>: Recipient address rejected: Greylisted"),
        Deferral.GREYLISTED);
    says("mx.example.org", Reply.of(452, "4.2.2", "over quota"), Deferral.MAILBOX_FULL);
    says(
        "mx.example.org",
        Reply.of(421, "4.7.0", "mx.example.org Error: too many connections from 192.0.2.1"),
        Deferral.SLOW_DOWN);
    says("mx.example.org", Reply.of(451, "4.7.1", "your IP is on a blocklist"), Deferral.BLOCKED);
  }

  @Test
  void meaning_wordsOfAnotherProviderOrNone_goByTheCode() {
    says("mx.example.org", Reply.of(451, "4.7.500", "Server busy"), Deferral.MESSAGE);
    says("evilgoogle.com.example.org", Reply.of(421, "4.7.28", "x"), Deferral.DESTINATION);
    says("mx.example.org", Reply.of(452, "4.2.20", "x"), Deferral.MESSAGE);
    says("mx.example.org", Reply.plain(450, "later"), Deferral.MESSAGE);
    says("mx.example.org", Reply.plain(421, "shutting down"), Deferral.DESTINATION);
  }

  @Test
  void meaning_longText_isReadToALimit() {
    Reply reply = new Reply(450, Optional.empty(), List.of("x".repeat(5_000), "greylisted"));
    says("mx.example.org", reply, Deferral.MESSAGE);
  }

  @Test
  void lines_each_isTemporaryAndHasASource() {
    assertThat(ProviderReplies.KNOWN.lines())
        .hasSizeGreaterThan(20)
        .allMatch(l -> l.code() / 100 == 4)
        .allMatch(l -> l.source().startsWith("https://") || l.source().matches("(RFC|Postfix) .*"))
        .allMatch(l -> l.host().isEmpty() || l.host().startsWith("."));
  }

  private static void says(String host, Reply reply, Deferral meaning) {
    assertThat(ProviderReplies.KNOWN.meaning(host, reply)).as(reply.toString()).isEqualTo(meaning);
  }
}
