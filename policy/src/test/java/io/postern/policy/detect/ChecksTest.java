package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksTest {
  @ParameterizedTest
  @CsvSource({
    "536-22-8726,true",
    "536228726,true",
    "000-22-8726,false",
    "666-22-8726,false",
    "900-22-8726,false",
    "999-99-9999,false",
    "536-00-8726,false",
    "536-22-0000,false",
    "078-05-1120,false",
    "219-09-9999,false",
    "333-33-3333,false",
    "536-22-872,false",
  })
  void ssn_areaGroupSerial_followsTheForm(String text, boolean want) {
    assertCheck(Check.SSN, text, want);
  }

  private static void assertCheck(Check check, String text, boolean want) {
    assertThat(check.passes(text.toCharArray(), 0, text.length())).isEqualTo(want);
  }

  @ParameterizedTest
  @CsvSource({
    "DEA,AP5836727,true",
    "DEA,AP5836728,false",
    "DEA,A95836727,true",
    "DEA,5P5836727,false",
    "ABA,021000021,true",
    "ABA,021000022,false",
    "ABA,000000000,false",
    "VIN,1M8GDM9AXKP042788,true",
    "VIN,1M8GDM9A1KP042788,false",
    "VIN,1M8GDM9AXKPO42788,false",
    "GS1,00845546001125,false",
    "GS1,00845546001124,true",
    "LUHN,79927398713,true",
    "NPI,1234567893,true",
    "NPI,12345678930,false",
    "NONE,anything,true",
  })
  void passes_value_byItsCheckDigit(Check check, String text, boolean want) {
    assertCheck(check, text, want);
  }

  @ParameterizedTest
  @CsvSource({
    "1EG4TE5MK73,true",
    "1eg4te5mk73,true",
    "0EG4TE5MK73,false",
    "1SG4TE5MK73,false",
    "1EG4TE5MK7A,false",
    "1EGATE5MK73,false",
    "1EG4-TE5-MK73,true",
    "1EG4TE5MK7,false",
    "1EG4TE5MK733,false",
  })
  void mbi_characters_followTheFormat(String text, boolean want) {
    assertCheck(Check.MBI, text, want);
  }

  @ParameterizedTest
  @CsvSource({"1234567893,true", "1234567890,false", "3234567893,false"})
  void npi_number_hasItsCheckDigit(String text, boolean want) {
    assertThat(Checks.npi(text.toCharArray(), 0)).isEqualTo(want);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111111111111111", "378282246310005", "4111-1111-1111-1111"})
  void card_validNumber_isOne(String text) {
    assertCheck(Check.CARD, text, true);
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
