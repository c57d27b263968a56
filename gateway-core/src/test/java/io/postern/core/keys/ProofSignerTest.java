package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.seal.RootKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** With the JDK's Ed25519, which did not make the signature. */
class ProofSignerTest {
  /** RFC 8410: what stands before the 32 octets of a public key. */
  private static final String PREFIX = "302a300506032b6570032100";

  @Test
  void sign_payload_othersVerifyItAndNoticeAChange() throws Exception {
    RootKey root = RootKey.random();
    ProofSigner signer = new ProofSigner(root);
    String[] parts = signer.sign("{\"message\":\"Ä\"}").split("\\.");
    assertThat(text(parts[0])).contains("\"alg\":\"EdDSA\"");
    assertThat(text(parts[1])).isEqualTo("{\"message\":\"Ä\"}");
    assertThat(verifies(signer.publicKey(), parts[0] + "." + parts[1], parts[2])).isTrue();
    assertThat(verifies(signer.publicKey(), parts[0] + "." + parts[1] + "A", parts[2])).isFalse();
    assertThat(new ProofSigner(root).publicKey()).isEqualTo(signer.publicKey());
    assertThat(new ProofSigner(RootKey.random()).publicKey()).isNotEqualTo(signer.publicKey());
  }

  private static String text(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static boolean verifies(String key, String signed, String signature) throws Exception {
    String raw = HexFormat.of().formatHex(Base64.getUrlDecoder().decode(key));
    PublicKey known =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(PREFIX + raw)));
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(known);
    verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
    return verifier.verify(Base64.getUrlDecoder().decode(signature));
  }
}
