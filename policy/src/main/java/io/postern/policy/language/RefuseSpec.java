package io.postern.policy.language;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.WrongValue;

/** What the upstream or the sender hears. */
public record RefuseSpec(
    @Doc("The text of the reply, one line of printable ASCII.")
        @Default("Delivery not authorized by policy")
        String text) {
  public RefuseSpec {
    if (text.isBlank() || text.length() > 200 || !text.chars().allMatch(c -> c >= 32 && c < 127)) {
      throw new WrongValue("text", "one line of 1 to 200 printable ASCII characters is needed");
    }
  }
}
