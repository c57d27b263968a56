package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.Provider365.INTERNAL;
import static io.postern.inbound.redteam.Provider365.ORG;
import static io.postern.inbound.redteam.Provider365.PROOF;
import static io.postern.inbound.redteam.Provider365.REST;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers differ about fields in odd forms; none of them identifies a tenant. */
@Timeout(30)
final class OddlyWrittenTenantIdIsRefusedTest {
  private static final String GUID = Provider365.TENANT;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-MS-Exchange-CrossTenant-Id : %s\r\n",
        "X-MS-Exchange-CrossTenant-Id\t: %s\r\n",
        "X-MS-Exchange-CrossTenant-Id:\r\n %s\r\n",
        "X-MS-Exchange-CrossTenant-Id: %s\r\n\t\r\n",
        "X-MS-Exchange-CrossTenant-Id: (a) %s\r\n",
        "X-MS-Exchange-CrossTenant-Id: %s (comment)\r\n",
        "X-MS-Exchange-CrossTenant-Id: =?us-ascii?q?%s?=\r\n",
        "X-MS-Exchange-CrossTenant-Id: {%s}\r\n",
        "X-MS-Exchange-CrossTenant-Id: %s, 1\r\n",
        "X-MS-Exchange-CrossTenant-Id: \"%s\"\r\n",
        "X-MS-Exchange-CrossTenant-Id: %sx\r\n",
        "x-ms-exchange-crosstenant-ID: %1$s\r\nX-MS-EXCHANGE-CROSSTENANT-ID : %1$s\r\n",
        "X-MS-Exchange-CrossTenant-Id: %1$s\r\nX-MS-Exchange-CrossTenant-Id\u0001: %1$s\r\n",
      })
  void oddForm_rightId_isRefused(String form) throws Exception {
    assertThat(Provider365.refused(form.formatted(GUID) + ORG + INTERNAL + PROOF + REST))
        .startsWith("550 5.7.1")
        .contains("[P-M365-FORGED]");
  }
}
