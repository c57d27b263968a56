package io.postern.core.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7677 3 has an exchange with all its values: user "user", password "pencil". */
final class ScramVerifierTest {
  private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
  private static final byte[] MESSAGE =
      ("n=user,r=rOprNGfwEbeRWgbNEkqO,"
              + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s="
              + SALT
              + ",i=4096,"
              + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")
          .getBytes(US_ASCII);
  private static final byte[] PROOF =
      Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  private static final String SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private final ScramVerifier verifier =
      ScramVerifier.create("pencil", Base64.getDecoder().decode(SALT), 4096);

  @Test
  void proves_exampleOfRfc7677_isTrue() {
    assertThat(verifier.proves(PROOF, MESSAGE)).isTrue();
    assertThat(Base64.getEncoder().encodeToString(verifier.serverSignature(MESSAGE)))
        .isEqualTo(SIGNATURE);
  }

  @Test
  void proves_anyBitOfProofOrMessageWrong_isFalse() {
    for (int bit = 0; bit < PROOF.length * 8; bit++) {
      byte[] other = PROOF.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(verifier.proves(other, MESSAGE)).isFalse();
    }
    byte[] message = MESSAGE.clone();
    message[message.length - 1]++;
    assertThat(verifier.proves(PROOF, message)).isFalse();
    assertThat(verifier.proves(new byte[0], MESSAGE)).isFalse();
    assertThat(verifier.proves(new byte[33], MESSAGE)).isFalse();
  }

  @Test
  void parse_textForm_isTheSame() {
    ScramVerifier read = ScramVerifier.parse(verifier.toText());
    assertThat(read.toText()).isEqualTo(verifier.toText());
    assertThat(read.proves(PROOF, MESSAGE)).isTrue();
    assertThat(read).hasToString("***");
  }

  @Test
  void create_twice_hasFreshSalt() {
    assertThat(ScramVerifier.create("pencil").salt())
        .hasSize(16)
        .isNotEqualTo(ScramVerifier.create("pencil").salt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pencil",
        "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$KEY:KEY",
        "SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$KEY:KEY", // below RFC 7677's floor
        "SCRAM-SHA-256$0:W22ZaJ0SNY7soEsUEjb6gQ==$KEY:KEY",
        "SCRAM-SHA-256$99999999:W22ZaJ0SNY7soEsUEjb6gQ==$KEY:KEY",
        "SCRAM-SHA-256$4096:short$KEY:KEY",
        "SCRAM-SHA-256$4096:W22Za=0SNY7soEsUEjb6gQ==$KEY:KEY",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$KEY",
      })
  void parse_anythingElse_isRefusedUnrepeated(String text) {
    String written = text.replace("KEY", "A".repeat(43) + "=");
    assertThatThrownBy(() -> ScramVerifier.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("W22Z", "pencil");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gr\u00fcn", "tab\there", "\u00a0", "a\u0000b"})
  void create_whatSaslPrepWouldTouch_isRefused(String password) {
    assertThatThrownBy(() -> ScramVerifier.create(password))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void decoy_sameSeed_isTheSameAndLooksLikeARealOne() {
    ScramVerifier decoy = verifier.decoy(new byte[32]);
    assertThat(decoy.toText()).isEqualTo(verifier.decoy(new byte[32]).toText());
    assertThat(decoy.iterations()).isEqualTo(verifier.iterations());
    assertThat(decoy.salt()).hasSameSizeAs(verifier.salt()).isNotEqualTo(verifier.salt());
    assertThat(decoy.proves(PROOF, MESSAGE)).isFalse();
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(verifier.decoy(other).salt()).isNotEqualTo(decoy.salt());
  }
}
