package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import io.postern.core.keys.StandingException;
import io.postern.packaging.Stores;
import java.util.List;
import java.util.function.Function;

/** What persons say of keys, and how one is told that an earlier word stands against it. */
final class KeysStanding {
  private KeysStanding() {}

  static List<KeyEntry> said(HomeOption home, Function<Stores, List<KeyEntry>> word) {
    try {
      return OpenStore.with(home, word);
    } catch (StandingException e) {
      throw new Refused(e.getMessage() + ": see postern keys restore", e);
    }
  }
}
