package io.postern.outbound.sts;

import io.postern.core.tlsrpt.TlsFault;
import io.postern.outbound.https.HttpAnswer;
import io.postern.outbound.https.HttpsClient;
import io.postern.outbound.https.UntrustedServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Gets policies from {@code mta-sts.} and the domain (RFC 8461 3.3): the certificate must be a
 * trusted one for that name, the answer 200, text and small, and it is never taken from elsewhere.
 */
public final class PolicyServer implements PolicyFetch {
  private static final String PATH = "/.well-known/mta-sts.txt";

  /** RFC 8461 3.3 suggests it. */
  private static final int LARGEST = 64 * 1024;

  private final HttpsClient web;

  public PolicyServer(HttpsClient web) {
    this.web = web;
  }

  @Override
  public Fetched fetch(String domain) {
    String host = "mta-sts." + domain;
    try {
      return judge(
          web.get(host, PATH, "text/plain", LARGEST, a -> judge(a) instanceof Fetched.Policy));
    } catch (UntrustedServerException e) {
      return new Fetched.Failed(TlsFault.POLICY_SERVER_NOT_TRUSTED, host + ": " + e.getMessage());
    } catch (IOException e) {
      return new Fetched.Failed(host + ": " + e.getMessage());
    }
  }

  private static Fetched judge(HttpAnswer answer) {
    String type = answer.fields().getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    if (answer.status() != 200) {
      return new Fetched.Failed("the policy server answered " + answer.status());
    }
    // RFC 8461 3.2: keeps out what users of the same host may have put there.
    if (!type.split(";", 2)[0].strip().equals("text/plain")) {
      return invalid("the policy is not text/plain");
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    return StsPolicy.parse(text)
        .<Fetched>map(p -> new Fetched.Policy(text, p))
        .orElseGet(() -> invalid("the policy is not valid"));
  }

  private static Fetched invalid(String why) {
    return new Fetched.Failed(TlsFault.POLICY_INVALID, why);
  }
}
