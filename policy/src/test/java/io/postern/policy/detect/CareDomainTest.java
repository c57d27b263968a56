package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Domains of who gives care, by hand and as one expression says the same. */
final class CareDomainTest {
  private static final Pattern RX_AND_EYE = Pattern.compile("@[a-z0-9.-]{0,60}(?:rx|eye)");
  private static final String LETTERS = "rxey@.-0 <a";

  @ParameterizedTest
  @ValueSource(strings = {"a@mercyclinic.example", "<b@x.org>, c@eye.example", "@@hospital"})
  void caring_wordInDomain_found(String mailboxes) {
    assertThat(Correspondents.caring(mailboxes)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "clinic@example.org", "a@exam ple clinic", "a@b.example"})
  void caring_noWordInDomain_notFound(String mailboxes) {
    assertThat(Correspondents.caring(mailboxes)).isFalse();
  }

  @Test
  void caring_wordFurtherBehindTheAtSign_foundUpToSixtyCharacters() {
    assertThat(Correspondents.caring("a@" + "0".repeat(60) + "urgentcare")).isTrue();
    assertThat(Correspondents.caring("a@" + "0".repeat(61) + "urgentcare")).isFalse();
  }

  @Test
  void caring_anyText_sameAsTheExpression() {
    Random random = new Random(5);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(90); i > 0; i--) {
        text.append(random.nextInt(9) == 0 ? LETTERS.charAt(random.nextInt(11)) : '0');
      }
      boolean expected = RX_AND_EYE.matcher(text).find();
      assertThat(Correspondents.caring(text.toString())).as("%s", text).isEqualTo(expected);
    }
  }
}
