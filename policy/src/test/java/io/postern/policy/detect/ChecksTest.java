package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksTest {
  @ParameterizedTest
  @CsvSource({
    "536,22,8726,true",
    "0,22,8726,false",
    "666,22,8726,false",
    "900,22,8726,false",
    "999,99,9999,false",
    "536,0,8726,false",
    "536,22,0,false",
    "78,5,1120,false",
    "219,9,9999,false",
    "333,33,3333,false",
  })
  void ssn_areaGroupSerial_followsTheForm(int area, int group, int serial, boolean want) {
    assertThat(Checks.ssn(area, group, serial)).isEqualTo(want);
  }

  @ParameterizedTest
  @CsvSource({
    "1EG4TE5MK73,true",
    "1eg4te5mk73,true",
    "0EG4TE5MK73,false",
    "1SG4TE5MK73,false",
    "1EG4TE5MK7A,false",
    "1EGATE5MK73,false",
  })
  void mbi_characters_followTheFormat(String text, boolean want) {
    assertThat(Checks.mbi(text.toCharArray(), 0)).isEqualTo(want);
  }

  @ParameterizedTest
  @CsvSource({"1234567893,true", "1234567890,false", "3234567893,false"})
  void npi_number_hasItsCheckDigit(String text, boolean want) {
    assertThat(Checks.npi(text.toCharArray(), 0)).isEqualTo(want);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111111111111111", "378282246310005", "4111-1111-1111-1111"})
  void card_validNumber_isOne(String text) {
    int digits = text.replace("-", "").length();
    assertThat(Checks.card(text.toCharArray(), 0, text.length(), digits)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1961,2,28,true",
    "1961,2,29,false",
    "2000,2,29,true",
    "1961,13,1,false",
    "1700,1,1,false",
  })
  void date_day_exists(int year, int month, int day, boolean want) {
    assertThat(Checks.date(year, month, day)).isEqualTo(want);
  }
}
