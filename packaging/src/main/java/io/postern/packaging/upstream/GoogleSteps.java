package io.postern.packaging.upstream;

import io.postern.config.settings.UpstreamSettings.Google;
import java.util.List;

/** Where an admin of Google Workspace clicks at admin.google.com, and what to enter there. */
public final class GoogleSteps {
  private static final int SMTPS = 465;
  private static final int FIRST_FREE = 1024;

  private final Connection<Google> connection;

  /**
   * @throws IllegalArgumentException where Google cannot connect to the port
   */
  public GoogleSteps(Connection<Google> connection) {
    if (!isAllowed(connection.port())) {
      throw new IllegalArgumentException(
          "Google connects to port 25, 587 or 1024 to 65535 (not 465)");
    }
    this.connection = connection;
  }

  private static boolean isAllowed(int port) {
    return port != SMTPS && (port == 25 || port == 587 || (port >= FIRST_FREE && port <= 65535));
  }

  /** In the order in which they are done. */
  public List<Step> all() {
    return List.of(host(), dkim(), rule(), names());
  }

  private Step host() {
    return new Step(
        "Host (Apps > Google Workspace > Gmail > Hosts > Add route)",
        """
        Name:                         %s
        Email server:                 Single host
        Host name:                    %s
        Port:                         %d
        Perform MX lookup:            off
        Require mail to be transmitted via a secure (TLS) connection:  on
        Require CA signed certificate:                                 on
        Validate certificate hostname:                                 on
        then "Test TLS connection", and Save\
        """
            .formatted(connection.title(), connection.smartHost(), connection.port()));
  }

  private Step dkim() {
    return new Step(
        "DKIM (Apps > Google Workspace > Gmail > Authenticate email)",
        "The gateway takes only mail that Google signed for you. Generate and publish a key for\n"
            + String.join(", ", connection.upstream().senderDomains())
            + " and start authentication; until then Google signs as gappssmtp.com, which is\n"
            + "taken too but is worth nothing to recipients.");
  }

  private Step rule() {
    return new Step(
        "Rule (Apps > Google Workspace > Gmail > Routing > Configure)",
        """
        Description:                  %1$s
        Email messages to affect:     Outbound (not "Internal - sending")
        For the above types of messages: Modify message
        Headers > Add custom headers: %2$s
                              value:  %3$s
        Route > Change route:         %1$s
        Show options > Account types: Users, Groups
        Save. A change takes up to 24 hours.\
        """
            .formatted(connection.title(), connection.header(), connection.secret().reveal()));
  }

  private Step names() {
    StringBuilder text =
        new StringBuilder(
            """
            %s has an A (and AAAA) record, reachable on port %d from the Internet, and a \
            certificate of a public authority for this name.
            SPF: the world now receives from the gateway, so it must be named in
            """
                .formatted(connection.smartHost(), connection.port()));
    connection
        .upstream()
        .senderDomains()
        .forEach(d ->
            text.append("  ")
                .append(d)
                .append(" TXT \"v=spf1 include:_spf.google.com a:")
                .append(connection.smartHost())
                .append(" ~all\"\n"));
    return new Step("DNS", text.toString().stripTrailing());
  }

  /** How the rule sets another secret. */
  public static Step newSecret(String upstream, String header, String secret) {
    return new Step(
        "Let the rule set the new secret (Apps > Google Workspace > Gmail > Routing)",
        "Edit the rule \"Postern %s\": custom header %s, value: %s\nSave. A change takes up to 24 hours."
            .formatted(upstream, header, secret));
  }
}
