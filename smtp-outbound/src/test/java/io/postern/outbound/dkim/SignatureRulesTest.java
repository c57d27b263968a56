package io.postern.outbound.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.dkim.DkimAlgorithm;
import io.postern.core.dkim.DkimSigner;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.testing.BytesContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures that fit cryptographically count only by the rules of RFC 6376 3.5, 3.6.1 and 6.1. */
class SignatureRulesTest {
  private static final String HEADER = "From: a@clinic.example\r\n";
  private static final String MESSAGE = HEADER + "\r\nHello\r\n";
  private static final KeyPair PAIR = pair();

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SignatureCheck.Found found(Map<String, String> tags, String record)
      throws IOException {
    HeaderBlock header = header(HEADER);
    TaggedField field = new TaggedField(DkimSignatures.NAME);
    tags.forEach(field::tag);
    field.tag("a", "ed25519-sha256").tag("c", "relaxed/relaxed").tag("d", "clinic.example");
    field.tag("s", "s").list("h", List.of("from"));
    BytesContent content = BytesContent.of(MESSAGE);
    BodyHashes body = new BodyHashes(content, 1000);
    field.tag("bh", body.hash(Canonicalization.RELAXED));
    DkimSigner signer =
        new DkimSigner("clinic.example", "s", DkimAlgorithm.ED25519, PAIR.getPrivate());
    String covered = Canonicalization.RELAXED.field(header.fields().getFirst());
    Field signature =
        header(new String(field.signed(signer, covered), ISO_8859_1)).fields().getFirst();
    byte[] info = PAIR.getPublic().getEncoded();
    String key =
        Base64.getEncoder().encodeToString(Arrays.copyOfRange(info, info.length - 32, info.length));
    PublishedKeys keys =
        new PublishedKeys(name -> new Answer.Found<>(List.of(record + "; k=ed25519; p=" + key)));
    return new SignatureCheck(keys, InstantSource.system())
        .ofAuthor(header, signature, Tags.parse(signature.value()).orElseThrow(), body);
  }

  private static HeaderBlock header(String text) throws IOException {
    return HeaderBlock.read(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), 10_000);
  }

  @ParameterizedTest
  @CsvSource({
    "1, @clinic.example, dns/txt, v=DKIM1, GOOD",
    "1, dr@Ward.clinic.example, dns/txt, v=DKIM1, GOOD",
    "1, @clinic.example, dns/txt, v=DKIM1; s=tlsrpt:email; h=sha1:sha256; t=s:y, GOOD",
    "2, @clinic.example, dns/txt, v=DKIM1, BAD",
    "1, @other.example, dns/txt, v=DKIM1, BAD",
    "1, @evilclinic.example, dns/txt, v=DKIM1, BAD",
    "1, clinic.example, dns/txt, v=DKIM1, BAD",
    "1, @clinic.example, http, v=DKIM1, BAD",
    "1, @clinic.example, dns/txt, v=DKIM1; s=tlsrpt, BAD",
    "1, @clinic.example, dns/txt, v=DKIM1; h=sha1, BAD",
    "1, @ward.clinic.example, dns/txt, v=DKIM1; t=s, BAD"
  })
  void ofAuthor_signatureThatFits_countsByItsTagsAndThoseOfItsKey(
      String version, String agent, String method, String record, SignatureCheck.Found expected)
      throws IOException {
    assertThat(found(Map.of("v", version, "i", agent, "q", method), record)).isEqualTo(expected);
  }

  @Test
  void ofAuthor_withoutVersion_isBad() throws IOException {
    assertThat(found(Map.of(), "v=DKIM1")).isEqualTo(SignatureCheck.Found.BAD);
    assertThat(found(Map.of("v", "1"), "v=DKIM1")).isEqualTo(SignatureCheck.Found.GOOD);
  }
}
