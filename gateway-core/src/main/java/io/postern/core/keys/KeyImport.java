package io.postern.core.keys;

import java.util.Optional;

/**
 * What an import is to do.
 *
 * @param purpose {@code ENCRYPT} takes public halves only, whatever the file holds; {@code SIGN}
 *     and {@code DECRYPT} take keys with their private half; {@code AUTHORITY} takes certificates
 *     of authorities
 * @param by who imports
 * @param source what is imported, as in a file name
 * @param password opens PKCS#12, encrypted PKCS#8 or a locked OpenPGP key
 * @param address files the key under this address instead of those it names; for signing also
 *     {@code @domain}. A key that does not name the address is still never encrypted to.
 * @param origin how the key was come by
 * @param verified how it was made sure that it belongs to its address, in a word or two
 * @param pinned whether who imports vouches for it; for recipients' keys alone
 */
public record KeyImport(
    KeyPurpose purpose,
    String by,
    String source,
    Optional<String> password,
    Optional<String> address,
    KeyOrigin origin,
    String verified,
    boolean pinned) {
  private static final String ADMINISTRATOR = "administrator";

  /** What a person imports and vouches for. */
  public KeyImport(
      KeyPurpose purpose,
      String by,
      String source,
      Optional<String> password,
      Optional<String> address) {
    this(purpose, by, source, password, address, KeyOrigin.IMPORT, ADMINISTRATOR, true);
  }

  /** Keys of recipients, under the addresses that they name, pinned there. */
  public static KeyImport ofRecipients(String by, String source) {
    return new KeyImport(KeyPurpose.ENCRYPT, by, source, Optional.empty(), Optional.empty());
  }

  /**
   * A recipient's key that nobody vouches for: a certificate counts by its path, an OpenPGP key by
   * where it was found.
   *
   * @param by the part of the gateway that found it
   * @param source where, as in a host name
   * @param verified how it is known to belong to the address, as in {@code wkd} or {@code dnssec}
   * @param address that was searched for; it is filed under no other
   */
  public static KeyImport found(
      KeyOrigin origin, String by, String source, String verified, String address) {
    return new KeyImport(
        KeyPurpose.ENCRYPT,
        by,
        source,
        Optional.empty(),
        Optional.of(address),
        origin,
        verified,
        false);
  }

  /** The same with a password for what is locked. */
  public KeyImport withPassword(String password) {
    return new KeyImport(
        purpose, by, source, Optional.of(password), address, origin, verified, pinned);
  }

  /** The same under one address. */
  public KeyImport under(String address) {
    return new KeyImport(
        purpose, by, source, password, Optional.of(address), origin, verified, pinned);
  }

  /** The same for our own signing keys. */
  public KeyImport forSigning() {
    return with(KeyPurpose.SIGN);
  }

  /** The same for keys of ours that mail to us is encrypted to. */
  public KeyImport forDecryption() {
    return with(KeyPurpose.DECRYPT);
  }

  /** The same where nobody vouches for the keys yet. */
  public KeyImport untrusted() {
    return new KeyImport(purpose, by, source, password, address, origin, "", false);
  }

  KeyImport forAuthorities() {
    return with(KeyPurpose.AUTHORITY);
  }

  KeyImport from(String file) {
    return new KeyImport(purpose, by, file, password, address, origin, verified, pinned);
  }

  private KeyImport with(KeyPurpose other) {
    return new KeyImport(other, by, source, password, address, origin, verified, pinned);
  }

  @Override
  public String toString() {
    return "KeyImport[" + purpose.label() + " " + source + " by " + by + "]";
  }
}
