package io.postern.inbound.upstream;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import org.apache.james.jdkim.tagvalue.PublicKeyRecordImpl;

/**
 * A key record (RFC 6376 3.6.1) that is only taken with an RSA key of 1024 bits or more (RFC 8301
 * 3.2; Exchange Online still signs with 1024).
 */
final class DkimKey extends PublicKeyRecordImpl {
  private static final int FEWEST_BITS = 1024;
  private static final int MOST_BITS = 8192;

  DkimKey(String record) {
    super(record);
  }

  /** RFC 6376 3.6.1: a key for other services is none for mail. */
  @Override
  public void validate() {
    super.validate();
    String services = getValue("s").toString();
    boolean forMail = false;
    for (String service : services.split(":", -1)) {
      forMail |= service.strip().equals("*") || service.strip().equalsIgnoreCase("email");
    }
    if (!forMail) {
      throw new IllegalStateException("not a key for mail");
    }
  }

  @Override
  public PublicKey getPublicKey() {
    int bits = ((RSAPublicKey) super.getPublicKey()).getModulus().bitLength();
    if (bits < FEWEST_BITS || bits > MOST_BITS) {
      throw new IllegalStateException("RSA key of " + bits + " bits");
    }
    return super.getPublicKey();
  }
}
