package io.postern.outbound.tlsrpt;

import io.postern.core.model.Mailbox;
import io.postern.outbound.route.ALabels;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The TXT record by which a domain asks for reports (RFC 8460 3). */
final class ReportRecord {
  private static final Pattern VERSION = Pattern.compile("v=TLSRPTv1[ \\t]*;.*", Pattern.DOTALL);

  /** RFC 5321 4.1.2 Dot-string; what is richer nobody takes reports with. */
  private static final Pattern MAILBOX =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}");

  /** A record is somebody else's, and each of these costs a message. */
  private static final int MOST_TARGETS = 5;

  private static final int LONGEST = 1000;
  private static final int HTTPS = 443;

  private ReportRecord() {}

  /**
   * Where reports are wanted; none where nobody asks, or not clearly.
   *
   * @param texts all TXT records of {@code _smtp._tls.} and the domain
   */
  static List<ReportTarget> targets(List<String> texts) {
    List<String> ours = texts.stream().filter(t -> VERSION.matcher(t).matches()).toList();
    return ours.size() == 1 ? targets(ours.getFirst()) : List.of();
  }

  private static List<ReportTarget> targets(String record) {
    for (String part : record.split(";", -1)) {
      String field = part.strip();
      if (field.startsWith("rua=")) {
        return uris(field.substring("rua=".length()));
      }
    }
    return List.of();
  }

  private static List<ReportTarget> uris(String list) {
    List<ReportTarget> targets = new ArrayList<>();
    for (String uri : list.split(",", -1)) {
      target(uri.strip()).filter(t -> !targets.contains(t)).ifPresent(targets::add);
    }
    return targets.stream().limit(MOST_TARGETS).toList();
  }

  private static Optional<ReportTarget> target(String text) {
    try {
      URI uri = new URI(text);
      boolean takes = text.length() <= LONGEST && uri.getScheme() != null;
      return switch (takes ? uri.getScheme().toLowerCase(Locale.ROOT) : "") {
        case "mailto" -> mail(text, uri.getRawSchemeSpecificPart());
        case "https" -> web(text, uri);
        default -> Optional.empty();
      };
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty(); // nothing that a report could be sent to
    }
  }

  private static Optional<ReportTarget> mail(String text, String address) {
    String bare = address.split("\\?", 2)[0].replace("+", "%2B");
    String decoded = URLDecoder.decode(bare, StandardCharsets.UTF_8);
    return MAILBOX.matcher(decoded).matches()
        ? Optional.of(new ReportTarget.Mail(text, Mailbox.parse(decoded)))
        : Optional.empty();
  }

  private static Optional<ReportTarget> web(String text, URI uri) {
    boolean usual = uri.getPort() == -1 || uri.getPort() == HTTPS;
    return usual && uri.getUserInfo() == null && uri.getHost() != null
        ? ALabels.of(uri.getHost()).map(host -> new ReportTarget.Web(text, uri))
        : Optional.empty();
  }
}
