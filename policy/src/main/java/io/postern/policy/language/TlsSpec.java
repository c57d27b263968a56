package io.postern.policy.language;

import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.config.WrongValue;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Terms of verified TLS. */
public record TlsSpec(
    @Doc(
            "The least that is proved: verified (any proof that holds), pkix (a certificate of a trusted authority), dane, mta-sts or pinned. What this gateway cannot check counts as not proved.")
        Optional<TlsFloor> floor,
    @Doc("The oldest version of TLS that will do.") Optional<TlsVersion> minimum,
    @Doc("SHA-256 digests in hex of the certificates that will do; with floor: pinned only.")
        @OneOrMore
        Optional<List<Pin>> pins) {
  public TlsSpec {
    boolean pinned = floor.filter(f -> f == TlsFloor.PINNED).isPresent();
    if (pinned != pins.isPresent()) {
      throw new WrongValue(pinned ? "floor" : "pins", "floor: pinned and pins go together");
    }
  }

  /** A digest. */
  public record Pin(String value) {
    static Pin parse(String text) {
      String hex = text.replace(":", "").toLowerCase(Locale.ROOT);
      if (!hex.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("a SHA-256 digest has 64 digits of hex");
      }
      return new Pin(hex);
    }
  }
}
