package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Against the JDK's CFB, around the edges of blocks and chunks. */
class CfbDecryptorTest {
  private static final int[] SIZES = {0, 1, 15, 16, 17, 32_767, 32_768, 32_769, 65_536, 100_001};

  @Test
  void stream_anySize_isWhatTheJdkEncrypted() throws Exception {
    for (int size : SIZES) {
      byte[] key = random(32);
      byte[] plain = random(size);
      Cipher cfb = Cipher.getInstance("AES/CFB/NoPadding");
      cfb.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      ByteArrayInputStream sealed = new ByteArrayInputStream(cfb.doFinal(plain));
      assertThat(new CfbDecryptor(key).getInputStream(sealed).readAllBytes())
          .as("%d octets", size)
          .isEqualTo(plain);
    }
  }

  private static byte[] random(int size) {
    byte[] octets = new byte[size];
    new Random(size).nextBytes(octets);
    return octets;
  }
}
