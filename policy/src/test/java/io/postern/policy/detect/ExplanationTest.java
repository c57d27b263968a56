package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.policy.Mail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static final String HEALTH = " was diagnosed with type 2 diabetes, on metformin 500 mg. ";
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  private static Scanner keyed(Scanner scanner, int key) {
    return scanner.keyed(new SecretKeySpec(new byte[] {(byte) key}, "HmacSHA256"));
  }

  private static Optional<String> hash(Scanner scanner, String body) {
    return scanner.scan(Mail.plain(body)).findings().stream()
        .filter(f -> f.rule().equals("ssn.context"))
        .findFirst()
        .flatMap(Finding::hash);
  }

  @Test
  void hash_sameValueAndKey_isTheSame() {
    Optional<String> dashed = hash(keyed(scanner, 1), "SSN 536-22-8726" + HEALTH);
    assertThat(dashed).hasValueSatisfying(h -> assertThat(h).matches("[0-9a-f]{16}"));
    assertThat(hash(keyed(scanner, 1), "x SSN 536 22 8726" + HEALTH)).isEqualTo(dashed);
    assertThat(hash(keyed(scanner, 2), "SSN 536-22-8726" + HEALTH)).isNotEqualTo(dashed);
    assertThat(hash(keyed(scanner, 1), "SSN 536-22-8727" + HEALTH)).isNotEqualTo(dashed);
  }

  @Test
  void findings_healthTerms_haveNoHash() {
    Screening got = scanner.scan(Mail.plain("Patient: Ann Lee" + HEALTH));
    assertThat(got.findings())
        .filteredOn(f -> f.rule().startsWith("health."))
        .isNotEmpty()
        .allMatch(f -> f.hash().isEmpty());
  }

  @Test
  void near_identifierBesideHealth_isTold() {
    Screening got = scanner.scan(Mail.plain("SSN 536-22-8726" + HEALTH));
    assertThat(got.findings())
        .filteredOn(f -> f.rule().equals("ssn.context"))
        .allMatch(f -> f.near().orElseThrow().startsWith("health."));
  }

  @Test
  void patients_rowsOfATable_areCounted() {
    StringBuilder table = new StringBuilder("name,dob,mrn,diagnosis\n");
    for (int i = 0; i < 12; i++) {
      table.append("Ann Lee").append(i).append(",1/2/1960,4829").append(i).append(",diabetes\n");
    }
    Screening got = scanner.scan(Mail.plain(table.toString()));
    assertThat(got.patients()).contains(12);
    assertThat(got.bulk()).isTrue();
    assertThat(got.level()).isEqualTo("bulk");
    Screening one = scanner.scan(Mail.plain("Patient: Ann Lee, SSN 536-22-8726" + HEALTH));
    assertThat(one.bulk()).isFalse();
  }

  @Test
  void texts_disguised_areShownAsReadAgain() throws IOException {
    List<String> seen = new ArrayList<>();
    scanner.texts(Mail.plain("SSN =35=33=36-22-8726"), t -> seen.add(t.part() + " " + t.string()));
    assertThat(seen).anyMatch(t -> t.contains("1 decoded") && t.contains("SSN 536-22-8726"));
  }
}
