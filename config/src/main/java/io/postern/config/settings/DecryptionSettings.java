package io.postern.config.settings;

import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.Range;
import java.util.List;

/** Mail that others encrypted to keys of ours. */
public record DecryptionSettings(
    @Doc(
            value =
                "Recipients of ours whose mail is opened, where it is encrypted to a key that we"
                    + " hold for them, before it goes back to its upstream by outbound.return:"
                    + " addresses, domains, or .example.org for every domain below example.org."
                    + " Nothing is opened for others.",
            example = "[example.org]")
        @Default("[]")
        List<String> recipients,
    @Doc(
            "What becomes of mail that is opened and then neither a tag of its cipher nor a valid"
                + " signature shows to be unaltered, which is S/MIME with AES-CBC: deliver opens"
                + " and marks it, leave delivers it encrypted as it came.")
        @Default("deliver")
        Unauthenticated unauthenticated,
    @Doc("The largest message that is opened, counted once it is open; others stay as they came.")
        @Default("150MiB")
        @Range(min = "1MiB", max = "2GiB")
        DataSize maximumSize) {

  /** What becomes of mail that could have been altered on its way. */
  public enum Unauthenticated {
    DELIVER,
    LEAVE
  }

  /** Whether mail for this address, whose domain is in lower case, is opened. */
  public boolean covers(String address, String domain) {
    return EncryptionSettings.covers(recipients, address, domain);
  }
}
