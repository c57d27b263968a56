package io.postern.policy.detect;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Random;

/** Small encrypted messages, well formed to the last byte. */
final class Encrypted {
  private Encrypted() {}

  /** An OpenPGP message: a session key packet and an encrypted data packet (RFC 9580 5.1, 5.13). */
  static String armor() {
    byte[] packets = join(packet(1, noise(40)), packet(18, noise(190)));
    return "-----BEGIN PGP MESSAGE-----\n\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(packets)
        + "\n-----END PGP MESSAGE-----";
  }

  private static byte[] packet(int tag, byte[] body) {
    return join(new byte[] {(byte) (0xc0 | tag), (byte) body.length}, body);
  }

  /** A CMS envelope for one recipient (RFC 5652 6.1), around so much noise. */
  static byte[] envelope(int size) {
    byte[] enveloped = {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 7, 3};
    byte[] data = {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 7, 1};
    byte[] version = {2, 1, 0};
    byte[] recipients = element(0x31, element(0x30, version));
    byte[] content = element(0x30, join(data, element(0x30, version), element(0x80, noise(size))));
    byte[] body = element(0x30, join(version, recipients, content));
    return element(0x30, join(enveloped, element(0xa0, body)));
  }

  private static byte[] element(int tag, byte[] body) {
    byte[] head = {(byte) tag, (byte) 0x82, (byte) (body.length >> 8), (byte) body.length};
    return join(head, body);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[]... all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] bytes : all) {
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }
}
