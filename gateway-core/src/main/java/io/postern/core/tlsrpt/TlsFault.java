package io.postern.core.tlsrpt;

/** Why a session did not come about as a policy wants it (RFC 8460 4.3). */
public enum TlsFault {
  STARTTLS_NOT_OFFERED("starttls-not-supported", ""),
  STARTTLS_REFUSED("starttls-not-supported", "starttls-refused"),
  WRONG_NAME("certificate-host-mismatch", ""),
  EXPIRED("certificate-expired", ""),
  NOT_TRUSTED("certificate-not-trusted", ""),
  NO_CERTIFICATE("validation-failure", "no-certificate"),
  WEAK_CERTIFICATE("validation-failure", "weak-certificate"),
  WRONG_PURPOSE("validation-failure", "not-for-servers"),
  NOT_PINNED("validation-failure", "not-as-configured"),
  HANDSHAKE_FAILED("validation-failure", "handshake-failed"),
  WEAK_SESSION("validation-failure", "weak-version-or-cipher"),
  /** RFC 8461 4.1: the policy does not list the host. */
  HOST_NOT_LISTED("validation-failure", "mx-not-in-policy"),
  /** None of the usable records is the certificate's. */
  NO_RECORD_FITS("validation-failure", "no-tlsa-record-matches"),
  TLSA_UNUSABLE("tlsa-invalid", "no-usable-tlsa-record"),
  TLSA_NOT_PROVED("dnssec-invalid", "tlsa-lookup-failed"),
  DANE_REQUIRED("dane-required", ""),
  POLICY_NOT_FETCHED("sts-policy-fetch-error", ""),
  POLICY_INVALID("sts-policy-invalid", ""),
  POLICY_SERVER_NOT_TRUSTED("sts-webpki-invalid", "");

  private final String result;
  private final String reason;

  TlsFault(String result, String reason) {
    this.result = result;
    this.reason = reason;
  }

  /** The result type. */
  public String result() {
    return result;
  }

  /** The failure-reason-code, ours to choose; may be empty. */
  public String reason() {
    return reason;
  }
}
