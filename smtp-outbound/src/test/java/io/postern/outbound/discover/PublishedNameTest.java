package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Mailbox;
import io.postern.outbound.protect.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of published keys, by the examples of the standards and by GnuPG. */
class PublishedNameTest {
  @Test
  void webKey_exampleOfTheDraft_itsHash() {
    assertThat(PublishedName.webKey(Mailbox.parse("Joe.Doe@Example.ORG")))
        .isEqualTo("iy9q119eutrkn8s1mk4r39qejnbu3n5q");
  }

  @Test
  void webKey_localPartsOfAllKinds_asGpgWksClientSays(@TempDir Path directory) {
    for (String local : List.of("a", "X.y+z", "o'neil", "1=2?&%")) {
      String address = local + "@example.org";
      String gpg =
          Tool.run(directory, "/usr/lib/gnupg/gpg-wks-client", "--print-wkd-hash", address).text();
      assertThat(gpg).startsWith(PublishedName.webKey(Mailbox.parse(address)) + " ");
    }
  }

  @Test
  void webKey_lettersOutsideAscii_keepTheirCaseAsInGpgWksClient() {
    assertThat(PublishedName.webKey(Mailbox.parse("MÜLLER@example.org")))
        .isEqualTo("kq9mhkt7zj7a41w8dgx8o49ihwk16crm");
  }

  @Test
  void webKeyQuery_signsWithAMeaning_encoded() {
    assertThat(PublishedName.webKeyQuery(Mailbox.parse("\"a b\"@example.org")))
        .isEqualTo("l=a%20b");
    assertThat(PublishedName.webKeyQuery(Mailbox.parse("a&b+c@example.org")))
        .isEqualTo("l=a%26b%2Bc");
  }

  @Test
  void openPgpKey_exampleOfRfc7929_itsName() {
    assertThat(PublishedName.openPgpKey(Mailbox.parse("hugh@example.com")))
        .containsExactly(
            "c93f1e400f26708f98cb19d936620da35eec8f72e57f9eec01c1afd6._openpgpkey.example.com");
  }

  @Test
  void openPgpKey_capitals_asWrittenThenInSmallLetters() {
    assertThat(PublishedName.openPgpKey(Mailbox.parse("Hugh@example.com")))
        .hasSize(2)
        .last()
        .isEqualTo(
            "c93f1e400f26708f98cb19d936620da35eec8f72e57f9eec01c1afd6._openpgpkey.example.com");
  }

  @Test
  void smimea_localPart_asSha256sumSaysCutTo28Octets() {
    assertThat(PublishedName.smimea(Mailbox.parse("chris@example.com")))
        .containsExactly(
            "5d7f15f2fce8ddb2dbef5c38be896c238ba7e0a432e396759030a853._smimecert.example.com");
  }
}
