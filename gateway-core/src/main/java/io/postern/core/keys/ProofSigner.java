package io.postern.core.keys;

import io.postern.core.seal.RootKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Signs what leaves the audit trail as a proof, with a key that the root key gives, so that others
 * can check it without us: JSON Web Signatures with Ed25519 (RFC 7515, RFC 8037). Immutable.
 */
public final class ProofSigner {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = text("{\"alg\":\"EdDSA\",\"typ\":\"postern-proof+jws\"}");

  private final Ed25519PrivateKeyParameters key;

  public ProofSigner(RootKey root) {
    key =
        new Ed25519PrivateKeyParameters(root.derive("postern proof 1", "Ed25519").getEncoded(), 0);
  }

  /** The public key's 32 octets in base64url, which is {@code x} of its JWK (RFC 8037 2). */
  public String publicKey() {
    return BASE64URL.encodeToString(key.generatePublicKey().getEncoded());
  }

  /** The payload under our signature, in compact form: header, payload, signature. */
  public String sign(String payload) {
    String signed = HEADER + "." + text(payload);
    byte[] octets = signed.getBytes(StandardCharsets.US_ASCII);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(octets, 0, octets.length);
    return signed + "." + BASE64URL.encodeToString(signer.generateSignature());
  }

  private static String text(String text) {
    return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
