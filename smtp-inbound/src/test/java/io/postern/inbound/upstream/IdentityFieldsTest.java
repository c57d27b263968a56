package io.postern.inbound.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.HeaderBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdentityFieldsTest {
  private static final String OTHERS =
      "Subject:  x \r\n\ty\r\nX-MS-Exchange-SenderADCheck: 1\r\nnot a field\r\nX-Gmail: z\r\n";

  private final IdentityFields fields = new IdentityFields(List.of("X-Secret"));

  @Test
  void providersFieldsAndSecrets_go_everythingElseKeepsItsBytes() throws IOException {
    String header =
        "X-MS-Exchange-CrossTenant-Id: a\r\n"
            + "x-ms-exchange-organization-SCL: -1\r\n"
            + "X-MS-Exchange-CrossPremises-a: b\r\n"
            + "X-OriginatorOrg: a\r\n"
            + "X-EOPTenantAttributedMessage: a\r\n"
            + "X-Gm-Original-To: a\r\n"
            + "x-secret :\r\n a\r\n"
            + OTHERS;
    assertThat(removed(header)).isEqualTo(OTHERS);
  }

  @Test
  void coveredBySignature_stays_butNoSecret() throws IOException {
    String signatures =
        "DKIM-Signature: v=1; bh=h=x; h=From : x-originatororg\r\n :X-Secret; b=\r\n"
            + "ARC-Message-Signature: i=1; h=X-Gm-Message-State; b=\r\n";
    String kept = "X-OriginatorOrg: a\r\nX-Gm-Message-State: b\r\n";
    String header = signatures + kept + "X-Gm-Other: c\r\nX-Secret: d\r\n";
    assertThat(removed(header)).isEqualTo(signatures + kept);
  }

  @Test
  void nothingToRemove_isTheSameObject() throws IOException {
    HeaderBlock block = read(OTHERS);
    assertThat(fields.remove(block)).isSameAs(block);
  }

  private String removed(String header) throws IOException {
    return new String(fields.remove(read(header)).toBytes(), ISO_8859_1);
  }

  private static HeaderBlock read(String header) throws IOException {
    return HeaderBlock.read(new ByteArrayInputStream(header.getBytes(ISO_8859_1)), 1 << 16);
  }
}
