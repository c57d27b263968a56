package io.postern.outbound.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.testing.BytesContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** Messages and key records of anybody: no chain is good by chance, and a body has one hash. */
final class SignatureFuzzTest {
  private static final String RECORD =
      "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="; // RFC 8463 A.2

  @FuzzTest(maxDuration = "60s")
  void chain(byte[] octets) throws IOException {
    for (String record : List.of(RECORD, new String(octets, ISO_8859_1))) {
      SignatureCheck check =
          new SignatureCheck(
              new PublishedKeys(name -> new Answer.Found<>(List.of(record))),
              InstantSource.system());
      HeaderBlock header = HeaderBlock.read(new ByteArrayInputStream(octets), 1 << 20);
      ArcChain chain =
          ArcChain.of(header, new BodyHashes(new BytesContent(octets), 1 << 20), check);
      assertThat(chain.status()).isIn(ArcChain.Status.NONE, ArcChain.Status.FAIL);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void body(byte[] octets) throws IOException {
    for (Canonicalization form : Canonicalization.values()) {
      String whole = BodyHash.of(new ByteArrayInputStream(octets), form);
      assertThat(BodyHash.of(new OneByOne(new ByteArrayInputStream(octets)), form))
          .isEqualTo(whole);
      byte[] longer = Arrays.copyOf(octets, octets.length + 4);
      longer[octets.length] = '\r';
      longer[octets.length + 1] = '\n';
      longer[octets.length + 2] = '\r';
      longer[octets.length + 3] = '\n';
      // RFC 6376 3.4.3, 3.4.4: empty lines at the end do not count.
      if (octets.length > 0 && octets[octets.length - 1] != '\r') {
        assertThat(BodyHash.of(new ByteArrayInputStream(longer), form)).isEqualTo(whole);
      }
    }
  }

  /** Gives one octet at a time. */
  private static final class OneByOne extends InputStream {
    private final InputStream in;

    OneByOne(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, Math.min(1, length));
    }
  }
}
