package io.postern.inbound.upstream;

import io.postern.core.model.Reply;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a client or message was not believed: the short code in brackets that ends the reply, and
 * what an admin who looks it up is told. The reply says nothing of the configuration.
 */
public enum RefusalCode {
  RELAY(
      "P-RELAY",
      550,
      "5.7.1",
      "Relaying denied",
      false,
      "The client's address lies in no upstream's networks and no account was proved.",
      "Somebody tries the door, or an upstream's networks are incomplete.",
      "Add the network to its upstream, or let the client authenticate."),
  TLS(
      "P-TLS",
      530,
      "5.7.0",
      "Must issue STARTTLS first",
      false,
      "Mail of this upstream is taken within TLS 1.2 or later only.",
      "The connector or route does not require TLS, or the listener offers none.",
      "Require TLS on the provider's side; give the listener a certificate."),
  SESSIONS(
      "P-SESSIONS",
      451,
      "4.7.0",
      "Too many sessions of this sender, try again later",
      false,
      "The upstream has as many sessions as its sessions setting allows.",
      "More mail than expected, or sessions that hang.",
      "Raise sessions of the upstream if the load is real."),
  MAIL_FROM(
      "P-MAILFROM",
      550,
      "5.7.1",
      "Sender domain not allowed here",
      false,
      "The domain of MAIL FROM is not among the upstream's sender_domains.",
      "A domain of the organisation is missing, or mail of others is forwarded.",
      "Add the domain to sender_domains if it is the organisation's own."),
  CERTIFICATE(
      "P-CERT",
      550,
      "5.7.1",
      "A trusted client certificate is needed",
      false,
      "client_certificate is require, and none that is trusted with one of the names was shown.",
      "The provider changed its authority or name, or the client is not the provider.",
      "Look at the sighting for what was shown; add the authority to client_authorities or the name"
          + " to certificate_names."),
  M365_RANGE(
      "P-M365-RANGE",
      550,
      "5.7.1",
      "Address not known as Microsoft 365",
      false,
      "The client calls itself Exchange Online, but its address is not in the list.",
      "The list is old, the mail comes from Microsoft's high-risk pool, or the name is a lie.",
      "Refresh the list of addresses with postern upstream."),
  M365_TENANT(
      "P-M365-TENANT",
      550,
      "5.7.1",
      "Not a tenant of this gateway",
      true,
      "X-MS-Exchange-CrossTenant-Id names another tenant than those configured.",
      "Another tenant of Microsoft 365 tries to relay through this gateway with your domain.",
      "Nothing was taken. Look who it is: the tenant id is in the log. If it is yours, add it to"
          + " tenants."),
  M365_NO_TENANT(
      "P-M365-NO-TENANT",
      550,
      "5.7.1",
      "No tenant given",
      false,
      "The message has no X-MS-Exchange-CrossTenant-Id.",
      "It did not come through a connector of Exchange Online.",
      "Check that the connector sends from Exchange Online itself, with no host between."),
  M365_FORGED(
      "P-M365-FORGED",
      550,
      "5.7.1",
      "Identity header doubled or malformed",
      true,
      "A header by which Exchange Online identifies the tenant is there twice, or is written as"
          + " Exchange Online does not write it.",
      "Somebody put one in by hand, or a host between changes headers.",
      "Nothing was taken. Look at the client's address in the log; let no host stand between."),
  M365_ORGANISATION(
      "P-M365-ORG",
      550,
      "5.7.1",
      "Organisation not allowed here",
      true,
      "X-OriginatorOrg is missing or not among the upstream's sender_domains.",
      "An accepted domain of the tenant is missing in sender_domains, or another tenant sends.",
      "Add all accepted domains of the tenant, the onmicrosoft.com one too."),
  M365_AUTH_AS(
      "P-M365-AUTHAS",
      550,
      "5.7.1",
      "Not sent by a mailbox of the organisation",
      false,
      "X-MS-Exchange-CrossTenant-AuthAs is not Internal: Exchange Online itself relayed the message"
          + " for somebody else.",
      "A server of your own relays through the tenant, or mail from outside is forwarded by a rule.",
      "If your own servers relay through the tenant, set allow_hybrid: true."),
  GOOGLE_RANGE(
      "P-GOOGLE-RANGE",
      550,
      "5.7.1",
      "Address not known as Google Workspace; forwarded mail that Google did not verify is not taken",
      false,
      "The client calls itself Google, but its address is not in the list.",
      "Google sends automatic forwards that it did not verify from other hosts; or the list is old.",
      "Refresh the list of addresses with postern upstream; forward by other means."),
  FROM(
      "P-FROM",
      550,
      "5.7.1",
      "From is not an address of this sender's domains",
      false,
      "The message does not have exactly one From whose every address is in sender_domains.",
      "Mail of others is forwarded, a domain is missing, or somebody writes in another's name.",
      "Add the domain to sender_domains if it is the organisation's own."),
  SECRET_MISSING(
      "P-SECRET-MISSING",
      550,
      "5.7.1",
      "Relay not authorised for this message",
      true,
      "The message does not carry the upstream's secret header.",
      "The transport or routing rule does not apply to it, or another customer of the provider tries.",
      "Check the rule's conditions and that it sets the header."),
  SECRET_WRONG(
      "P-SECRET-WRONG",
      550,
      "5.7.1",
      "Relay not authorised for this message",
      true,
      "The secret header has a value that is not, or no longer, accepted.",
      "The secret was rotated here and not at the provider, or somebody guesses.",
      "Set the newest secret in the provider's rule."),
  SECRET_DOUBLED(
      "P-SECRET-DOUBLED",
      550,
      "5.7.1",
      "Relay not authorised for this message",
      true,
      "The secret header is there more than once, or malformed.",
      "Somebody before the upstream put one in, or two rules apply.",
      "Let one rule set the header, and set it rather than add it."),
  CLIENT_KEY(
      "P-CLIENT-KEY",
      550,
      "5.7.1",
      "A known client certificate is needed",
      false,
      "The client did not show a certificate with one of client_keys.",
      "The relay has a new key, shows no certificate, or does not use TLS.",
      "Put the SHA-256 of its public key into client_keys."),
  DKIM_NONE(
      "P-DKIM-NONE",
      550,
      "5.7.1",
      "A DKIM signature of the sender's domain is needed",
      false,
      "No DKIM-Signature of a domain of the upstream is in the message.",
      "DKIM signing is not turned on at the provider, or somebody else sends.",
      "Turn DKIM on for every domain in sender_domains."),
  DKIM_INVALID(
      "P-DKIM-INVALID",
      550,
      "5.7.1",
      "No DKIM signature of the sender's domain is valid",
      true,
      "There is a DKIM-Signature of the domain, and none verifies.",
      "The message was changed on the way, the key was withdrawn, or the signature is forged.",
      "Check the domain's key in the DNS; let no host between change messages."),
  DKIM_UNKNOWN(
      "P-DKIM-DNS",
      451,
      "4.7.5",
      "DKIM key cannot be looked up, try again later",
      false,
      "The DNS did not answer for the key of a DKIM signature.",
      "The resolver or the domain's name servers are out of order.",
      "Check dns.resolvers and the domain's name servers.");

  private final String id;
  private final Reply reply;
  private final boolean alarm;
  private final String meaning;
  private final String cause;
  private final String action;

  RefusalCode(
      String id,
      int code,
      String enhanced,
      String text,
      boolean alarm,
      String meaning,
      String cause,
      String action) {
    this.id = id;
    this.reply = Reply.of(code, enhanced, text + " [" + id + "]");
    this.alarm = alarm;
    this.meaning = meaning;
    this.cause = cause;
    this.action = action;
  }

  /** By the short code, in any case, with or without brackets. */
  public static Optional<RefusalCode> find(String id) {
    String bare = id.strip().replaceAll("^\\[|]$", "");
    return Arrays.stream(values()).filter(c -> c.id.equalsIgnoreCase(bare)).findFirst();
  }

  /** The short code, as in {@code P-M365-TENANT}. */
  public String id() {
    return id;
  }

  /** What the client hears. */
  public Reply reply() {
    return reply;
  }

  /** True where somebody should look at once: it is what an attack looks like. */
  public boolean isAlarm() {
    return alarm;
  }

  /** What is the case. */
  public String meaning() {
    return meaning;
  }

  /** Why it is so, most of the time. */
  public String cause() {
    return cause;
  }

  /** What to do about it. */
  public String action() {
    return action;
  }
}
