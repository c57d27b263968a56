package io.postern.packaging.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.Cidr;
import io.postern.inbound.upstream.Provider;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedRangesTest {
  @Test
  void parse_microsoftEndpoints_givesTheMailSetOnly() {
    String json =
        """
        [{"id": 1, "serviceArea": "Exchange", "ips": ["13.107.6.152/31"], "tcpPorts": "443"},
         {"id": 10, "serviceArea": "Exchange", "urls": ["*.mail.protection.outlook.com"],
          "ips": ["40.92.0.0/15", "2a01:111:f400::/48", "40.92.0.0/15"], "tcpPorts": "25"},
         {"id": 10, "serviceArea": "Skype", "ips": ["52.112.0.0/14"]}]
        """;
    good(Provider.MICROSOFT365, json, "40.92.0.0/15", "2a01:111:f400::/48");
    bad(Provider.MICROSOFT365, "[{\"id\": 1, \"ips\": [\"40.92.0.0/15\"]}]", "no network is in it");
    bad(Provider.MICROSOFT365, "[{\"id\": 10", "not JSON");
  }

  @Test
  void parse_googlePrefixes_givesBothFamilies() {
    good(
        Provider.GOOGLE,
        "{\"syncToken\": \"1\", \"prefixes\": [{\"ipv4Prefix\": \"74.125.0.0/16\"},"
            + " {\"ipv6Prefix\": \"2607:f8b0:4000::/36\"}]}",
        "74.125.0.0/16",
        "2607:f8b0:4000::/36");
  }

  @Test
  void parse_spfAsDigPrintsIt_joinsItsStrings() {
    good(
        Provider.GOOGLE,
        "\"v=spf1 ip4:74.125.0.0/16 ip4:209.85.\" \"128.0/17 ip6:2607:f8b0:4000::/36 ~all\"\n"
            + "\"v=spf1 include:_netblocks2.google.com ip4:66.102.0.0/20 ~all\"\n",
        "74.125.0.0/16",
        "209.85.128.0/17",
        "2607:f8b0:4000::/36",
        "66.102.0.0/20");
    bad(Provider.GOOGLE, "v=spf1 include:_netblocks.google.com ~all", "no network is in it");
  }

  @Test
  void parse_pageThatTellsOfSpf_isNoList() {
    String record = "v=spf1 ip4:203.0.113.0/24 ~all";
    bad(Provider.GOOGLE, "<html>\n<code>" + record + "</code>\n</html>", "not a network");
    bad(Provider.GOOGLE, "<html>\n" + record + "\n</html>", "not every line is an SPF record");
  }

  @Test
  void parse_lines_takesOurOwnFormToo() {
    good(
        Provider.MICROSOFT365,
        "# mail\ndate 2026-11-20\nsource x\n40.92.0.0/15\r\n\n 52.100.0.0/14 \n",
        "40.92.0.0/15",
        "52.100.0.0/14");
    bad(Provider.MICROSOFT365, "", "no network is in it");
    bad(Provider.MICROSOFT365, "<html>", "not a network");
  }

  private static void good(Provider provider, String text, String... networks) {
    assertThat(PublishedRanges.parse(provider, text))
        .isEqualTo(List.of(networks).stream().map(Cidr::parse).toList());
  }

  private static void bad(Provider provider, String text, String why) {
    assertThatThrownBy(() -> PublishedRanges.parse(provider, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
