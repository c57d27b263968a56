package io.postern.packaging.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class DemoDnsTest {
  private DemoDns dns;

  @BeforeEach
  void start() throws Exception {
    StringBuilder zones =
        new StringBuilder(
            """
            one.example. IN MX 10 mx.one.example.
            one.example. IN MX 20 b.mx.one.example.
            mx.one.example. IN A 127.0.0.2
            b.mx.one.example. IN A 127.0.0.3
            """);
    for (int i = 0; i < 200; i++) {
      zones.append("big.example. IN TXT \"the record number ").append(i).append("\"\n");
    }
    dns = DemoDns.start(zones.toString());
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  @Test
  void query_knownName_answersWithAuthority() throws Exception {
    Message answer = ask("one.example.", Type.MX);
    assertThat(answer.getSection(Section.ANSWER)).hasSize(2);
    assertThat(answer.getHeader().getFlag(org.xbill.DNS.Flags.AA)).isTrue();
  }

  @Test
  void query_knownNameWithoutTheType_isNoDataWithSoa() throws Exception {
    Message answer = ask("one.example.", Type.AAAA);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(answer.getSection(Section.AUTHORITY))
        .extracting(Record::getType)
        .containsExactly(Type.SOA);
  }

  @Test
  void query_unknownName_isNxdomainWithSoa() throws Exception {
    Message answer = ask("nobody.example.", Type.MX);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void query_answerTooLargeForADatagram_comesOverTcp() throws Exception {
    assertThat(ask("big.example.", Type.TXT).getSection(Section.ANSWER)).hasSize(200);
  }

  @Test
  void query_overTcp_answersSeveralOnOneConnection() throws Exception {
    SimpleResolver resolver = resolver();
    resolver.setTCP(true);
    for (String name : List.of("one.example.", "mx.one.example.")) {
      assertThat(send(resolver, name, Type.ANY).getSection(Section.ANSWER)).isNotEmpty();
    }
  }

  private Message ask(String name, int type) throws Exception {
    return send(resolver(), name, type);
  }

  private static Message send(SimpleResolver resolver, String name, int type) throws Exception {
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  private SimpleResolver resolver() {
    String[] parts = dns.address().split(":");
    return new SimpleResolver(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
  }
}
