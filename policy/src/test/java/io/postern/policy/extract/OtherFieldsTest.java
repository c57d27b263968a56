package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header fields that are not defined anywhere, where a sender can write what it likes. */
final class OtherFieldsTest {
  private static final String NOTE =
      "\n\nHas type 2 diabetes and hypertension; takes metformin 500 mg and lisinopril.\n";

  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  private Screening scan(String field) {
    return scanner.scan(Mail.of("Subject: note\n" + field + NOTE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Patient: Jane Roe",
        "X-Patient-Name: Jane Roe",
        "X-Patient: Roe, Jane",
        "X-MRN: 00482913",
        "X-Clinic-SSN: 536-22-8726",
        "X-Patient: =?utf-8?q?Jane_Roe?=",
      })
  void scan_unknownField_isRead(String field) {
    Screening got = scan(field);
    assertThat(got.verdict()).isEqualTo(Verdict.PHI);
    assertThat(got.findings()).extracting(Finding::part).contains("header:other");
  }

  @Test
  void scan_nameOfTheField_isReadAndNotTold() {
    Screening got = scan("X-MRN00482913: open");
    assertThat(got.findings())
        .filteredOn(f -> f.rule().equals("mrn.context"))
        .singleElement()
        .satisfies(f -> assertThat(f.toString()).doesNotContain("00482913"));
  }

  @Test
  void scan_fieldOfANestedPart_isRead() {
    Mail mail =
        Mail.of(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nPatient: Jane Roe"
                + NOTE
                + "--b--\n");
    assertThat(scanner.scan(mail).verdict()).isEqualTo(Verdict.PHI);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Received: from patient.example (Patient: Jane Roe) by mx.example",
        "DKIM-Signature: v=1; d=x.example; b=Patient: Jane Roe",
        "X-Spam-Report: Patient: Jane Roe",
        "X-MS-Exchange-Organization-AuthAs: Patient: Jane Roe",
        "List-Owner: Patient: Jane Roe",
        "Message-ID: <Patient: Jane Roe>",
      })
  void scan_fieldOfMachines_isNoText(String field) {
    assertThat(scan(field).findings()).extracting(Finding::part).doesNotContain("header:other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Author: Jane Roe",
        "Organization: Roe Memorial Hospital",
        "X-Account-Id: 482913",
        "X-Job: 10.2.3.4 build 88213904",
        "X-Campaign-Manager: Jane Roe",
      })
  void scan_otherFieldOfAnArticle_makesNoPatient(String field) {
    assertThat(scan(field).verdict()).isEqualTo(Verdict.HEALTH_ONLY);
  }
}
