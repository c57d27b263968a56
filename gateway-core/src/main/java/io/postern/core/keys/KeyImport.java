package io.postern.core.keys;

import java.util.Optional;

/**
 * What an import is to do.
 *
 * @param purpose {@code ENCRYPT} takes public halves only, whatever the file holds; {@code SIGN}
 *     takes keys with their private half
 * @param by who imports
 * @param source what is imported, as in a file name
 * @param password opens PKCS#12, encrypted PKCS#8 or a locked OpenPGP key
 * @param address files the key under this address instead of those it names; for signing also
 *     {@code @domain}. A key that does not name the address is still never encrypted to.
 */
public record KeyImport(
    KeyPurpose purpose,
    String by,
    String source,
    Optional<String> password,
    Optional<String> address) {
  /** Keys of recipients, under the addresses that they name. */
  public static KeyImport ofRecipients(String by, String source) {
    return new KeyImport(KeyPurpose.ENCRYPT, by, source, Optional.empty(), Optional.empty());
  }

  /** The same with a password for what is locked. */
  public KeyImport withPassword(String password) {
    return new KeyImport(purpose, by, source, Optional.of(password), address);
  }

  /** The same under one address. */
  public KeyImport under(String address) {
    return new KeyImport(purpose, by, source, password, Optional.of(address));
  }

  /** The same for our own signing keys. */
  public KeyImport forSigning() {
    return new KeyImport(KeyPurpose.SIGN, by, source, password, address);
  }

  KeyImport from(String file) {
    return new KeyImport(purpose, by, file, password, address);
  }

  @Override
  public String toString() {
    return "KeyImport[" + purpose.label() + " " + source + " by " + by + "]";
  }
}
