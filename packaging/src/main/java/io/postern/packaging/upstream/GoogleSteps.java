package io.postern.packaging.upstream;

import io.postern.config.settings.UpstreamSettings.Google;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where an admin of Google Workspace clicks at admin.google.com, and what to enter there. */
public final class GoogleSteps {
  private static final int SMTPS = 465;
  private static final int FIRST_FREE = 1024;

  private final Connection<Google> connection;
  private final Optional<String> returnUser;

  /**
   * @param returnUser whom we log in as at Google's relay where mail goes back there; empty where
   *     it is delivered from here
   * @throws IllegalArgumentException where Google cannot connect to the port
   */
  public GoogleSteps(Connection<Google> connection, Optional<String> returnUser) {
    if (!isAllowed(connection.port())) {
      throw new IllegalArgumentException(
          "Google connects to port 25, 587 or 1024 to 65535 (not 465)");
    }
    this.connection = connection;
    this.returnUser = returnUser;
  }

  private static boolean isAllowed(int port) {
    return port != SMTPS && (port == 25 || port == 587 || (port >= FIRST_FREE && port <= 65535));
  }

  /** In the order in which they are done. */
  public List<Step> all() {
    List<Step> steps = new ArrayList<>(List.of(host(), dkim(), rule()));
    returnUser.ifPresent(user -> steps.addAll(List.of(relay(user), returnSettings(user))));
    steps.add(names());
    return steps;
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

  private Step relay(String user) {
    return new Step(
        "Relay for mail that comes back (Apps > Google Workspace > Gmail > Routing > SMTP relay"
            + " service)",
        """
        Description:     %1$s return
        Allowed senders: Only addresses in my domains
        Authentication:  Require SMTP Authentication
        Encryption:      Require TLS encryption
        Save, and make an app password for %2$s.
        Where the rule above takes mail of the relay too, the gateway holds it as a loop: try with one user.\
        """
            .formatted(connection.title(), user));
  }

  private Step returnSettings(String user) {
    ReturnBlock block = ReturnBlock.google(connection.upstream().name(), user);
    return new Step(
        "Here, in postern.yaml, once the file with the password is there: the way back",
        block.text());
  }

  private Step names() {
    String host =
        """
        %s has an A (and AAAA) record, reachable on port %d from the Internet, and a \
        certificate of a public authority for this name.
        """
            .formatted(connection.smartHost(), connection.port());
    return new Step("DNS", host + spf().stripTrailing());
  }

  private String spf() {
    if (returnUser.isPresent()) {
      return "SPF stays as it is: the world receives from Google.";
    }
    StringBuilder text =
        new StringBuilder("SPF: the world now receives from the gateway, so it must be named in\n");
    connection
        .upstream()
        .senderDomains()
        .forEach(d ->
            text.append("  ")
                .append(d)
                .append(" TXT \"v=spf1 include:_spf.google.com a:")
                .append(connection.smartHost())
                .append(" ~all\"\n"));
    return text.toString();
  }

  /** How the rule sets another secret. */
  public static Step newSecret(String upstream, String header, String secret) {
    return new Step(
        "Let the rule set the new secret (Apps > Google Workspace > Gmail > Routing)",
        "Edit the rule \"Postern %s\": custom header %s, value: %s\nSave. A change takes up to 24 hours."
            .formatted(upstream, header, secret));
  }
}
