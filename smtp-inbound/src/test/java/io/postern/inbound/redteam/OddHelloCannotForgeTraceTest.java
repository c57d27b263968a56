package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The name goes into the Received field: what could end or fake a part of it is no name. */
final class OddHelloCannotForgeTraceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "EHLO",
        "EHLO ",
        "EHLO a b",
        "EHLO  a.example",
        "EHLO a.example (by x)",
        "EHLO a;b",
        "EHLO [127.0.0.1",
        "EHLO [300.0.0.1]",
        "EHLO [IPv6:zz]",
        "EHLO a..example",
        "EHLO -a.example",
        "EHLO a_b.example",
        "EHLO a.example\r",
        "EHLO a.example\n X",
        "EHLO a\0b",
        "EHLO a\tb",
        "EHLO <script>",
        "HELO a_b",
      })
  void hello_oddName_isRefused(String command) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.client()) {
      client.expect("220");
      client.ask(command, "50");
      client.ask("MAIL FROM:<a@example.org>", "503");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_pc", "a_b.example", "host.example.", "[::1]", "a..b"})
  void hello_oddNameTolerated_isTakenWhereHarmless(String name) throws Exception {
    try (Lab lab = new Lab.Build().tolerant().start();
        Client client = lab.client()) {
      client.expect("220");
      client.ask("EHLO " + name + " x", "501");
      client.ask("EHLO " + name + ";", "501");
      client.ask("EHLO " + name, "250");
      client.data().send("Subject: x\r\n\r\nx\r\n.\r\n").expect("250");
      assertThat(lab.onlyMessage()).startsWith("Received: from " + name + " ([127.0.0.1])\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a.example",
        "[127.0.0.1]",
        "[IPv6:::1]",
        "127.0.0.1",
        "xn--bcher-kva.example"
      })
  void hello_domainOrLiteral_isTaken(String name) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.client()) {
      client.expect("220");
      client.ask("EHLO " + name, "250");
      client.ask("HELO " + name, "250");
    }
  }
}
