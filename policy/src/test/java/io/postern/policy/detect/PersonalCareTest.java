package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Short mail about somebody's care, and mail that only looks like it. */
final class PersonalCareTest {
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  private Screening scan(String from, String to, String body) {
    return scanner.scan(
        Mail.of("From: %s\nTo: %s\nSubject: hello\n\n%s\n".formatted(from, to, body)));
  }

  private Screening scan(String body) {
    return scan("a@one.example", "b@two.example", body);
  }

  private static List<String> rules(Screening screening) {
    return screening.findings().stream().map(Finding::rule).toList();
  }

  @Test
  void name_besideCareOfThatPerson_isPhi() {
    Screening got = scan("Gordon Averill is back, his biopsy showed melanoma and he is worried.");
    assertThat(got.verdict()).isEqualTo(Verdict.PHI);
  }

  @Test
  void name_besideADiseaseOfNobody_isWeakerThanBesideCare() {
    double care = scan("Gordon Averill called: his melanoma has spread.").score();
    double article = scan("Gordon Averill called: melanoma research has spread.").score();
    assertThat(article).isLessThan(care);
  }

  @Test
  void pronoun_inAnotherSentence_isNoLink() {
    Screening got = scan("This is her book. Melanoma is a disease.");
    assertThat(rules(got)).doesNotContain("self.care", "addressee.care");
    assertThat(got.score()).isEqualTo(scan("This is a book. Melanoma is a disease.").score());
  }

  @Test
  void ownCare_ofWhoWrites_isPhi() {
    Screening got = scan("I am out of my lisinopril and my asthma is worse, can you help?");
    assertThat(got.verdict()).isEqualTo(Verdict.PHI);
    assertThat(rules(got)).contains("self.care");
  }

  @Test
  void yourCare_greetedByName_isPhiAndWithoutNameIsNot() {
    String care = "your torn meniscus and your arthritis explain the pain.";
    assertThat(scan("Gordon, " + care).verdict()).isEqualTo(Verdict.PHI);
    assertThat(scan("Ask about " + care).verdict()).isNotEqualTo(Verdict.PHI);
  }

  @Test
  void yourCare_inANewsletter_isNotPhi() {
    Screening got =
        scan("Gordon, know your blood pressure and your asthma triggers.\n\nUnsubscribe here");
    assertThat(got.verdict()).isNotEqualTo(Verdict.PHI);
  }

  @Test
  void possessiveName_beforeCare_isFound() {
    Screening got = scan("Please pay for Gordon Averill's colonoscopy.");
    assertThat(rules(got)).contains("name.care");
  }

  @Test
  void smallLetters_givenNameAndSurname_areAName() {
    assertThat(rules(scan("deshawn averillo has pneumonia"))).contains("name.list");
    assertThat(rules(scan("deshawn hospital has pneumonia"))).doesNotContain("name.list");
  }

  @Test
  void oneName_doingSomethingInMailOfAClinic_isFound() {
    String body = "Averillo is asking for tramadol again.";
    assertThat(rules(scan("n@ward.westhospital.example", "b@two.example", body)))
        .contains("name.sentence");
    assertThat(rules(scan(body))).doesNotContain("name.sentence");
  }

  @Test
  void correspondentWhoGivesCare_saysWhatAShortMailIsAbout() {
    String body = "Mrs. Averillo asked about the ultrasound.";
    assertThat(scan("a@eastclinic.example", "b@two.example", body).score())
        .isGreaterThan(scan(body).score());
  }

  @Test
  void recordNumber_withoutAnotherWord_isAboutCare() {
    assertThat(scan("Chart no. 4829137, please call back").score())
        .isGreaterThan(scan("Account no. 4829137, please call back").score());
  }

  @Test
  void houseNumber_belowADepartmentInASignature_isNoRecordNumber() {
    Screening got = scan("See you.\n\n-- \nAnn Lee\nMedical Records\n48291 Oak Street\n");
    assertThat(rules(got)).doesNotContain("mrn.context");
  }

  @Test
  void memberNumber_inGroups_isOne() {
    assertThat(rules(scan("Member: QX 4419 0083 2, for physical therapy")))
        .contains("member.context");
  }

  @Test
  void birthYear_ofTwoDigitsBesideAName_isRead() {
    assertThat(rules(scan("Gordon Averillo 6-14-58 has pneumonia"))).contains("dob.name");
    assertThat(rules(scan("Gordon Averillo 6-14-26 has pneumonia"))).doesNotContain("dob.name");
  }

  @Test
  void table_ofNamesAndCare_listsPatients() {
    String rows = "time,name,what\n0730,Averillo,dialysis\n0900,Lindqvist,colonoscopy\n";
    assertThat(rules(scan(rows))).contains("table.header");
    String goods = "time,name,what\n0730,Averillo,car\n0900,Lindqvist,boat\n";
    assertThat(rules(scan(goods))).doesNotContain("table.header");
  }

  @Test
  void appointment_ofAnotherTradeOrAnAnimal_isNotPhi() {
    String what = "your appointment is on Tuesday, July 14 at 8:00 for ";
    assertThat(scan("Gordon, " + what + "an oil change").verdict()).isNotEqualTo(Verdict.PHI);
    assertThat(scan("Gordon, " + what + "distemper shots for the ferret").verdict())
        .isNotEqualTo(Verdict.PHI);
  }
}
