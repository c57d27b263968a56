package io.postern.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256 (RFC 5802), written apart from the server's. */
public final class ScramClient {
  private final String header;
  private final String bare;
  private final String password;
  private String authMessage = "";
  private byte[] salted = new byte[0];

  /**
   * @param header the GS2 header, as in {@code n,,}
   */
  public ScramClient(String header, String user, String nonce, String password) {
    this.header = header;
    this.bare = "n=" + user + ",r=" + nonce;
    this.password = password;
  }

  /** The usual exchange, whole; gives the last reply. */
  public static String login(Client client, String user, String password) throws IOException {
    ScramClient scram = new ScramClient("n,,", user, "rOprNGfwEbeRWgbNEkqO", password);
    String challenge = client.ask("AUTH SCRAM-SHA-256 " + scram.first(), "334 ");
    client.send(scram.last(challenge) + "\r\n");
    String signed = client.reply();
    if (!signed.startsWith("334 ")) {
      return signed;
    }
    if (!scram.isSigned(signed)) {
      throw new AssertionError("the server did not prove itself: " + signed);
    }
    return client.ask("", "2");
  }

  public String first() {
    return Apps.base64(header + bare);
  }

  /** The last message, answering a reply with the server's first. */
  public String last(String reply) {
    return last(reply, header);
  }

  /** The same with another GS2 header in it. */
  public String last(String reply, String again) {
    String challenge = text(reply);
    String[] parts = challenge.split(",");
    String withoutProof = "c=" + Apps.base64(again) + "," + parts[0];
    authMessage = bare + "," + challenge + "," + withoutProof;
    salted =
        salted(
            Base64.getDecoder().decode(parts[1].substring(2)),
            Integer.parseInt(parts[2].substring(2)));
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] proof = hmac(sha256(clientKey), authMessage);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    return Apps.base64(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
  }

  /** Whether the server knows the verifier. */
  public boolean isSigned(String reply) {
    byte[] signature = hmac(hmac(salted, "Server Key"), authMessage);
    return text(reply).equals("v=" + Base64.getEncoder().encodeToString(signature));
  }

  /** What is in a 334. */
  public static String text(String reply) {
    return new String(Base64.getDecoder().decode(reply.strip().substring(4)), UTF_8);
  }

  private byte[] salted(byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
