package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import io.postern.core.dkim.DkimAlgorithm;
import io.postern.core.dkim.DkimSigner;
import io.postern.core.store.StoreException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Whether {@code signing.arc} has a key: without one nothing is sealed, and nothing says so. */
final class SealKeyCheck implements Check {
  private static final String AREA = "signing";

  private final Function<String, List<DkimSigner>> keys;

  /**
   * @param keys those that sign for a domain
   */
  SealKeyCheck(Function<String, List<DkimSigner>> keys) {
    this.keys = keys;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    return settings.signing().arc().stream().map(this::finding).toList();
  }

  private Finding finding(String domain) {
    try {
      List<DkimSigner> signers = keys.apply(domain.toLowerCase(Locale.ROOT));
      if (signers.isEmpty()) {
        return Finding.warning(AREA, domain, "has no active key: nothing is sealed (signing.arc)");
      }
      return signers.stream().anyMatch(s -> s.algorithm() == DkimAlgorithm.RSA)
          ? Finding.good(AREA, domain, "has a key for seals")
          : Finding.warning(AREA, domain, "has no RSA key: few receivers verify its seals");
    } catch (StoreException e) {
      return Finding.error(AREA, domain, String.valueOf(e.getMessage()));
    }
  }
}
