package io.postern.policy.extract;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Header fields that machines write for machines: the mail and MIME entries of IANA's registry of
 * message header fields (RFC 3864, RFC 2076, RFC 4021) and what mail programs, filters and list
 * servers add. Nobody is shown them as text.
 */
final class MachineFields {
  private static final Set<String> NAMES =
      words(
          """
          acceptable-languages accept-language also-control alternate-recipient approved archive
          archived-at authentication-results auto-submitted autoforwarded autosubmitted bcc bounces-to
          cancel-key cancel-lock comment-to complaints-to content-alternative content-base
          content-class content-duration content-features content-id content-identifier
          content-language content-length content-location content-md5 content-return
          content-transfer-encoding content-translation-type control conversion
          conversion-with-loss date date-received deferred-delivery delivered-to delivery-date
          discarded-x400-ipms-extensions discarded-x400-mts-extensions disclose-recipients
          disposition-notification-options disposition-notification-to distribution
          dl-expansion-history domainkey-signature encoding encrypted envelope-to errors-to expires
          expiry-date feedback-id form-sub followup-to generate-delivery-report importance in-reply-to
          incomplete-copy injection-date injection-info jabber-id language latest-delivery-time
          lines message-context message-id message-type mime-version
          mmhs-acp127-message-identifier newsgroups nntp-posting-date nntp-posting-host
          nntp-posting-user original-encoded-information-types
          original-from original-message-id original-recipient originating-client
          originator-return-address path posting-version prevent-nondelivery-report priority
          privicon read-receipt-to received received-spf references relay-version
          reply-by require-recipient-valid-since return-path return-receipt-to sensitivity
          sent-on solicitation status supersedes thread-index tls-report-domain tls-report-submitter
          tls-required user-agent via
          vbr-info x-abuse x-accept-language x-antiabuse x-arrival-time x-attachment-id
          x-authenticated-sender x-authenticated-user x-authentication-warning
          x-auto-response-suppress x-autoreply x-beenthere x-bounce x-cam-antivirus
          x-complaints-to x-confirm-reading-to x-delivered-to x-delivery-time x-envelope-from
          x-envelope-sender x-envelope-to x-eopattributedmessage x-evolution-source x-face
          x-feedback-id x-forwarded-encrypted x-forwarded-for x-forwarded-to x-gm-message-state
          x-gm-thrid x-greylist x-get-message-sender-via x-hashcash x-identity-key x-image-url
          x-kmail-account x-length x-list-administrivia x-listprocessor-version
          x-loop x-mailer x-mailing-list x-mailinglist x-mail-originating-ip x-mdaemon-deliver-to
          x-message-flag x-message-id x-mid x-mime-autoconverted x-mimeole x-mimetrack
          x-msmail-priority x-newsreader x-no-archive x-original-arrival-time
          x-original-authentication-results x-original-date x-original-from x-original-sender
          x-original-to x-originalarrivaltime x-originating-email x-originating-host
          x-originating-ip x-orig-to x-pgp-key x-pmflags x-postoffice x-posting-agent x-priority
          x-proofpoint-guid x-qmail-scanner-message-id x-quarantine-id x-operating-system x-queue-id x-rcpt-to
          x-received x-received-from x-reply-to x-report-abuse x-report-abuse-to x-return-path
          x-rocket-rcvd-mx x-sa-exim-connect-ip x-scanned-by x-sender x-sendgrid-eid x-ses-outgoing
          x-spam-status x-source-ip x-status x-trace x-tm-as-product-ver x-uid x-uidl x-url
          x-user-agent x-virus x-vr-score x-vms-to x-webmail-userid x-yahoo-profile x-y-gmx-trusted
          x400-content-identifier x400-content-return x400-content-type x400-mts-identifier
          x400-originator x400-received x400-recipients x400-trace xref
          """);

  /** How the names of families begin. */
  private static final String[] FAMILIES = {
    "arc-",
    "authentication-",
    "bimi-",
    "content-",
    "dkim-",
    "downgraded-",
    "ironport-",
    "list-",
    "mmhs-",
    "msip_",
    "original-",
    "received-",
    "resent-",
    "tls-",
    "x-amavis",
    "x-amazon",
    "x-amz-",
    "x-anti-",
    "x-antispam",
    "x-antivirus",
    "x-apple-",
    "x-aol-",
    "x-asf-",
    "x-asg-",
    "x-authenticat",
    "x-av-",
    "x-barracuda",
    "x-bogosity",
    "x-campaign",
    "x-cloudmark",
    "x-cmae",
    "x-csa-",
    "x-dkim",
    "x-dspam",
    "x-egroups-",
    "x-ebay-",
    "x-fastmail",
    "x-fireeye",
    "x-forefront",
    "x-gmail",
    "x-google",
    "x-greylist",
    "x-habeas-",
    "x-hmail",
    "x-ibm-",
    "x-inky",
    "x-ironport",
    "x-junk",
    "x-kaspersky",
    "x-list",
    "x-lotus",
    "x-mail-",
    "x-mailer",
    "x-mailgun",
    "x-mailman",
    "x-mailscanner",
    "x-mandrill",
    "x-mc-",
    "x-mcafee",
    "x-me-",
    "x-microsoft",
    "x-mimecast",
    "x-mozilla",
    "x-ms-",
    "x-ms_",
    "x-msg-",
    "x-notes-item",
    "x-oauth",
    "x-ovh",
    "x-pm-",
    "x-pobox",
    "x-postfix",
    "x-proofpoint",
    "x-provags",
    "x-pstn",
    "x-quarantine",
    "x-rspamd",
    "x-ruleset",
    "x-scanned",
    "x-sg-",
    "x-sieve",
    "x-smtp",
    "x-sonic",
    "x-sophos",
    "x-spam",
    "x-spf",
    "x-symantec",
    "x-tm-",
    "x-tmn",
    "x-trend",
    "x-usanet",
    "x-virus",
    "x-vade",
    "x-wss",
    "x-yahoo",
    "x-ymail",
    "x-zimbra",
    "x-zoho"
  };

  private MachineFields() {}

  /**
   * Whether a field of this name says nothing to people.
   *
   * @param name in lower case
   */
  static boolean has(String name) {
    return NAMES.contains(name) || Arrays.stream(FAMILIES).anyMatch(name::startsWith);
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.split("\\s+")).collect(Collectors.toUnmodifiableSet());
  }
}
