package io.postern.outbound.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8460 3. */
class ReportRecordTest {
  private static List<String> targets(String... texts) {
    return ReportRecord.targets(List.of(texts)).stream()
        .map(t ->
            switch (t) {
              case ReportTarget.Mail(String _, var mailbox) -> mailbox.address();
              case ReportTarget.Web there -> there.uri().getHost() + there.path();
            })
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v=TLSRPTv1;rua=mailto:a@example.org | a@example.org",
        "v=TLSRPTv1; rua=mailto:a+b@example.org?subject=x ; x=y | a+b@example.org",
        "v=TLSRPTv1;x=y;rua=MAILTO:a%2Cb%21c@Example.org | ",
        "v=TLSRPTv1;rua=mailto:a%21c@Example.org | a!c@example.org",
        "v=TLSRPTv1;rua=https://r.example.org | r.example.org/",
        "v=TLSRPTv1;rua=https://r.example.org:443/v1?k=%2C | r.example.org/v1?k=%2C",
      })
  void targets_oneTarget(String record, String target) {
    assertThat(targets(record)).isEqualTo(target == null ? List.of() : List.of(target));
  }

  @Test
  void targets_several_eachOnceAndNotTooMany() {
    assertThat(
            targets(
                "v=TLSRPTv1;rua=mailto:a@example.org, https://r.example.org/x,mailto:a@example.org"))
        .containsExactly("a@example.org", "r.example.org/x");
    String many = "mailto:a@example.org,".repeat(1).replace("a@", "%s@");
    StringBuilder list = new StringBuilder("v=TLSRPTv1;rua=");
    for (int i = 0; i < 50; i++) {
      list.append(many.formatted("a" + i));
    }
    assertThat(targets(list.toString())).hasSize(5);
  }

  @Test
  void targets_otherTextsBeside_areLeftOut() {
    assertThat(targets("v=spf1 -all", "v=TLSRPTv1;rua=mailto:a@example.org")).hasSize(1);
    assertThat(targets("v=TLSRPTv1;rua=mailto:a@example.org", "v=TLSRPTv1;rua=mailto:b@x.example"))
        .as("not clear")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v=TLSRPTv1",
        "v=TLSRPTv2;rua=mailto:a@example.org",
        "v=TLSRPTv1;",
        "v=TLSRPTv1;rua=",
        "v=TLSRPTv1;rua=a@example.org",
        "v=TLSRPTv1;rua=http://r.example.org/",
        "v=TLSRPTv1;rua=ftp://r.example.org/",
        "v=TLSRPTv1;rua=https://r.example.org:8443/", // only where web servers are
        "v=TLSRPTv1;rua=https://user:word@r.example.org/",
        "v=TLSRPTv1;rua=https:///x",
        "v=TLSRPTv1;rua=mailto:",
        "v=TLSRPTv1;rua=mailto:a@[192.0.2.1]",
        "v=TLSRPTv1;rua=mailto:a%0D%0AX:y@example.org",
        "v=TLSRPTv1;rua=mailto:%zz@example.org",
        "v=TLSRPTv1;rua=mailto:a b@example.org",
      })
  void targets_nothingToSendTo_none(String record) {
    assertThat(targets(record)).isEmpty();
  }
}
