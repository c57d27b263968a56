package io.postern.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeFileNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          report.pdf                 | report.pdf
          ../../etc/passwd           | passwd
          ..\\..\\windows\\x.exe     | x.exe
          /etc/shadow                | shadow
          .htaccess                  | htaccess
          ...                        | attachment
          con                        | _con
          LPT1.txt                   | _LPT1.txt
          """)
  void of_hostileName_isHarmless(String name, String safe) {
    assertThat(SafeFileName.of(name, "attachment")).isEqualTo(safe);
  }

  @Test
  void of_charactersThatLie_areGone() {
    assertThat(SafeFileName.of("invoice\u202Efdp.exe", "x")).isEqualTo("invoicefdp.exe");
    assertThat(SafeFileName.of("a\r\nSet-Cookie: b=c.txt", "x")).isEqualTo("aSet-Cookie_ b=c.txt");
    assertThat(SafeFileName.of("a\u0000b\u200B\uFEFF.txt", "x")).isEqualTo("ab.txt");
    assertThat(SafeFileName.of("a:b|c\"<>?*.txt", "x")).isEqualTo("a_b_c_____.txt");
    assertThat(SafeFileName.of("Röntgen 検査.png", "x")).isEqualTo("Röntgen 検査.png");
    assertThat(SafeFileName.of("", "attachment-3")).isEqualTo("attachment-3");
    assertThat(SafeFileName.of("n".repeat(500) + ".dicom", "x")).hasSize(120).endsWith(".dicom");
    assertThat(SafeFileName.of("\ud83d\ude00".repeat(200) + ".png", "x")).endsWith(".png");
  }

  @Test
  void disposition_anyName_isOneHarmlessField() {
    assertThat(SafeFileName.disposition("Rö (1).pdf"))
        .isEqualTo("attachment; filename=\"R_ (1).pdf\"; filename*=UTF-8''R%C3%B6%20%281%29.pdf");
  }
}
