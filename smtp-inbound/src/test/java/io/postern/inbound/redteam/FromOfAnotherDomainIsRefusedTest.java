package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.Provider365.ID;
import static io.postern.inbound.redteam.Provider365.INTERNAL;
import static io.postern.inbound.redteam.Provider365.ORG;
import static io.postern.inbound.redteam.Provider365.PROOF;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Only the addresses that people see and only those of the customer: one field, plain addresses.
 */
@Timeout(30)
final class FromOfAnotherDomainIsRefusedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: ceo@example.com\r\n",
        "From: a@example.org, ceo@example.com\r\n",
        "From: a@example.org\r\nFrom: ceo@example.com\r\n",
        "From: a@example.org\r\nFrom: a@example.org\r\n",
        "From : a@example.org\r\n",
        "",
        "From:\r\n",
        "From: group: a@example.org;\r\n",
        "From: <>\r\n",
        "From: <@example.com:a@example.org>\r\n",
        "From: a@example.org <ceo@example.com>\r\n",
        "From: <a@example.org> <ceo@example.com>\r\n",
        "From: ceo@example.com (a@example.org)\r\n",
        "From: \"ceo@example.com <a@example.org>\r\n",
        "From: a@example.org.\r\n",
        "From: a@sub.example.org\r\n",
        "From: a@[192.0.2.1]\r\n",
        "From: =?utf-8?q?ceo=40example.com=00?=@example.org\r\n",
        "Sender: a@example.org\r\n",
      })
  void from_notPlainlyOurs_isRefused(String from) throws Exception {
    assertThat(
            Provider365.refused(ID + ORG + INTERNAL + PROOF + from + "Subject: x\r\n\r\nbody\r\n"))
        .startsWith("550 5.7.1")
        .contains("[P-FROM]");
  }
}
