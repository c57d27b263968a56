package io.postern.policy.language;

import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.core.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a test expects, for all recipients or for one; what is not given is not looked at. */
public record ExpectSpec(
    @Doc("The rule that decides.") Optional<String> rule,
    @Doc("The protections in order.") @OneOrMore Optional<List<Method>> protect,
    @Doc("That it goes with opportunistic TLS.") Optional<RuleSpec.Clear> deliver,
    @Doc("The queue in which it is held.") Optional<String> hold,
    @Doc("That it is refused: true.") Optional<Yes> refuse,
    @Doc("That it goes back.") Optional<RuleSpec.Back> return_,
    @Doc("What the detector says.") Optional<Verdict> verdict,
    @Doc("Settings in force by their key, as in {tls.floor: pkix}.")
        Optional<Map<String, String>> settings) {
  /** {@code refuse: true}. */
  public enum Yes {
    TRUE
  }
}
