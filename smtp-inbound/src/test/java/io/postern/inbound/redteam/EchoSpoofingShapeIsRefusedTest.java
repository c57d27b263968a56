package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.Provider365.PROOF;
import static io.postern.inbound.redteam.Provider365.REST;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The campaign of 2024: a rogue tenant relays what its own server wrote in the name of a domain
 * whose gateway trusts the addresses of the provider.
 */
@Timeout(30)
final class EchoSpoofingShapeIsRefusedTest {
  private static final String SHAPE =
      "X-MS-Exchange-CrossTenant-Id: %s\r\n"
          + "X-OriginatorOrg: example.org\r\n"
          + "X-MS-Exchange-CrossTenant-AuthAs: Anonymous\r\n"
          + "X-MS-Exchange-CrossTenant-FromEntityHeader: HybridOnPrem\r\n"
          + "X-MS-Exchange-CrossTenant-AuthSource: AM0EUR.prod.protection.outlook.com\r\n"
          + "X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp:"
          + " TenantId=%s;Ip=[192.0.2.7];Helo=[mail]\r\n"
          + "X-MS-Exchange-Transport-CrossTenantHeadersStamped: AM0PR01MB0001\r\n";

  @Test
  void rogueTenant_withoutSecret_isRefused() throws Exception {
    String shape = SHAPE.formatted(Provider365.OTHER, Provider365.OTHER);
    assertThat(Provider365.refused(shape + REST)).contains("[P-M365-TENANT]");
  }

  @Test
  void rogueTenant_evenWithSecret_isRefused() throws Exception {
    String shape = SHAPE.formatted(Provider365.OTHER, Provider365.OTHER);
    assertThat(Provider365.refused(shape + PROOF + REST)).contains("[P-M365-TENANT]");
  }

  @Test
  void sameShapeOfOwnTenant_isRefusedToo() throws Exception {
    String shape = SHAPE.formatted(Provider365.TENANT, Provider365.TENANT);
    assertThat(Provider365.refused(shape + PROOF + REST)).contains("[P-M365-AUTHAS]");
  }
}
