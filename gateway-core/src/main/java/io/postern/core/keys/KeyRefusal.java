package io.postern.core.keys;

/** Why a key may not be used, or why there is none. The label is for machines and never changes. */
public enum KeyRefusal {
  NO_KEY("no_key", "the directory holds no key for this address"),
  UNREADABLE("unreadable", "the key cannot be read"),
  NO_EMAIL_NAME("no_email_name", "the certificate names no mail address"),
  NAME_MISMATCH("name_mismatch", "the key names another mail address"),
  NOT_YET_VALID("not_yet_valid", "the key is not valid yet"),
  EXPIRED("expired", "the key has expired"),
  REVOKED("revoked", "the key was revoked by its owner"),
  NOT_FOR_ENCRYPTION("not_for_encryption", "the key is not meant for encryption"),
  NOT_FOR_SIGNING("not_for_signing", "the key is not meant for signing"),
  NOT_FOR_MAIL("not_for_mail", "the certificate is not meant for mail"),
  CERTIFICATE_AUTHORITY("certificate_authority", "the certificate is that of an authority"),
  UNKNOWN_CRITICAL_EXTENSION(
      "unknown_critical_extension", "the certificate has a critical extension that we do not know"),
  WEAK("weak", "the key or its algorithm is too weak"),
  UNSUPPORTED_ALGORITHM(
      "unsupported_algorithm", "the key's algorithm is not one that we encrypt to"),
  NOT_BOUND("not_bound", "the key has no valid self-signature that we accept"),
  SUBKEY_EXPIRED("subkey_expired", "the encryption subkey has expired"),
  SUBKEY_REVOKED("subkey_revoked", "the encryption subkey was revoked by its owner"),
  SUBKEY_NOT_YET_VALID("subkey_not_yet_valid", "the encryption subkey is not valid yet"),
  BROKEN_SIGNATURE("broken_signature", "the certificate's signature of itself is broken"),
  UNTRUSTED("untrusted", "nobody vouches for the key"),
  FINDING_LAPSED("finding_lapsed", "the key was found, and where it was found does not count now"),
  NOT_PINNED("not_pinned", "another key is pinned for this address"),
  DISTRUSTED("distrusted", "an administrator distrusts the key"),
  NO_PATH("no_path", "no path leads from the certificate to a trusted authority"),
  WEAK_PATH("weak_path", "a key or signature on the way to a trusted authority is too weak"),
  AUTHORITY_NOT_FOR_MAIL(
      "authority_not_for_mail", "an authority on the path is not meant to certify for mail"),
  REVOKED_HERE("revoked_here", "an administrator revoked the key"),
  REVOKED_BY_AUTHORITY(
      "revoked_by_authority", "the authority revoked the certificate, or another on its path"),
  REVOCATION_UNKNOWN(
      "revocation_unknown", "whether the certificate was revoked cannot be learnt now");

  private final String label;
  private final String sentence;

  KeyRefusal(String label, String sentence) {
    this.label = label;
    this.sentence = sentence;
  }

  /** A stable name in snake_case. */
  public String label() {
    return label;
  }

  /** The same for a person. */
  public String sentence() {
    return sentence;
  }
}
