package io.postern.inbound.upstream;

import io.postern.config.settings.UpstreamSettings;
import io.postern.config.settings.UpstreamSettings.DkimDemand;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.inbound.upstream.IdentityHeader.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Exchange Online through an outbound connector. Its addresses and certificate prove Microsoft,
 * never the customer; the tenant is proved by headers that Exchange Online stamps over whatever the
 * sender wrote, and by a secret that the customer's own rule sets.
 */
record Microsoft365Rules(
    UpstreamSettings.Microsoft365 settings,
    Set<String> tenants,
    SenderDomains domains,
    HeaderSecrets secrets,
    ProviderRanges ranges)
    implements UpstreamRules {
  static final String TENANT = "X-MS-Exchange-CrossTenant-Id";
  private static final String ORGANISATION = "X-OriginatorOrg";
  private static final String AUTH_AS = "X-MS-Exchange-CrossTenant-AuthAs";
  private static final String ENTITY = "X-MS-Exchange-CrossTenant-FromEntityHeader";
  private static final Pattern GUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  static Microsoft365Rules of(
      UpstreamSettings.Microsoft365 settings, HeaderSecrets secrets, ProviderRanges ranges) {
    return new Microsoft365Rules(
        settings,
        settings.tenants().stream()
            .map(t -> t.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()),
        SenderDomains.of(settings.senderDomains()),
        secrets,
        ranges);
  }

  @Override
  public Upstream.Kind kind() {
    return Upstream.Kind.MICROSOFT365;
  }

  @Override
  public boolean isCandidate(Link link) {
    return settings.networks().isEmpty()
        ? ranges.contains(link.address())
        : settings.networks().stream().anyMatch(n -> n.contains(link.address()));
  }

  @Override
  public boolean demandsTls() {
    return true;
  }

  @Override
  public boolean isProvedByContent() {
    return true;
  }

  @Override
  public boolean allows(ReversePath from) {
    return domains.allow(from);
  }

  @Override
  public List<Finding> examine(Claim claim) {
    IdentityHeader header = claim.header();
    return List.of(
        MessageChecks.address(claim.link()),
        MessageChecks.tls(claim.link()),
        MessageChecks.certificate(
            claim.link(), settings.clientCertificate(), settings.certificateNames()),
        tenant(header.token(TENANT)),
        organisation(header.token(ORGANISATION)),
        authAs(header.token(AUTH_AS), header.token(ENTITY)),
        MessageChecks.secret(header, secrets),
        MessageChecks.mailFrom(claim.from(), allows(claim.from())),
        MessageChecks.from(header, domains));
  }

  @Override
  public Optional<SigningDomains> signers() {
    return settings.dkim() == DkimDemand.REQUIRED
        ? Optional.of(SigningDomains.of(domains))
        : Optional.empty();
  }

  private Finding tenant(Value value) {
    String name = "tenant-id";
    return switch (value) {
      case Value.Missing() ->
          Finding.failed(name, RefusalCode.M365_NO_TENANT, TENANT + " is missing");
      case Value.Doubled() -> forged(name, TENANT, "there twice");
      case Value.Odd() -> forged(name, TENANT, "malformed");
      case Value.One(String text) -> {
        String id = text.toLowerCase(Locale.ROOT);
        yield GUID.matcher(id).matches()
            ? Finding.of(tenants.contains(id), name, RefusalCode.M365_TENANT, "tenant seen: " + id)
            : forged(name, TENANT, "not a tenant id");
      }
    };
  }

  private Finding organisation(Value value) {
    String name = "originator-org";
    return switch (value) {
      case Value.Missing() ->
          Finding.failed(name, RefusalCode.M365_ORGANISATION, ORGANISATION + " is missing");
      case Value.Doubled() -> forged(name, ORGANISATION, "there twice");
      case Value.Odd() -> forged(name, ORGANISATION, "malformed");
      case Value.One(String text) ->
          Finding.of(
              domains.contains(text),
              name,
              RefusalCode.M365_ORGANISATION,
              "organisation seen: " + plain(text));
    };
  }

  /** Internal: written in a mailbox of the tenant. */
  private Finding authAs(Value value, Value entity) {
    String name = "auth-as";
    return switch (value) {
      case Value.Missing() ->
          Finding.failed(name, RefusalCode.M365_AUTH_AS, AUTH_AS + " is missing");
      case Value.Doubled() -> forged(name, AUTH_AS, "there twice");
      case Value.Odd() -> forged(name, AUTH_AS, "malformed");
      case Value.One(String text) when text.equalsIgnoreCase("Internal") ->
          Finding.passed(name, "Internal");
      case Value.One(String text) -> hybrid(name, text, entity);
    };
  }

  /** A server of the tenant's own that Exchange Online knows by its connector. */
  private Finding hybrid(String name, String authAs, Value entity) {
    boolean own = entity instanceof Value.One(String text) && text.equalsIgnoreCase("HybridOnPrem");
    return Finding.of(
        settings.allowHybrid() && own,
        name,
        RefusalCode.M365_AUTH_AS,
        "AuthAs "
            + plain(authAs)
            + ", FromEntityHeader "
            + (entity instanceof Value.One(String text) ? plain(text) : "missing or malformed"));
  }

  private static Finding forged(String check, String field, String how) {
    return Finding.failed(check, RefusalCode.M365_FORGED, field + " is " + how);
  }

  private static String plain(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9.-]", "?");
    return safe.length() > 100 ? safe.substring(0, 100) : safe;
  }
}
