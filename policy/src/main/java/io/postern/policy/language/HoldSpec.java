package io.postern.policy.language;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.config.Range;
import io.postern.config.WrongValue;
import io.postern.core.model.HoldTerms;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where and how long a held message waits. */
public record HoldSpec(
    @Doc("The queue's name: letters, digits and hyphens.") @Default("policy") String queue,
    @Doc(
            "Operators who may release it, by the name that the audit trail shows; without it whoever may operate the queue.")
        @OneOrMore
        Optional<List<String>> releaseBy,
    @Doc("How long it waits; without it until a person decides.") @Range(min = "1m", max = "365d")
        Optional<Duration> for_,
    @Doc("What happens then: keep (and say so again), refuse (the sender hears) or release.")
        @Default("keep")
        End then,
    @Doc("How it goes on when released; without it whoever releases it says how.") @OneOrMore
        Optional<List<Method>> protect) {
  /** What happens at the end. */
  public enum End {
    KEEP,
    REFUSE,
    RELEASE;

    public HoldTerms.End end() {
      return HoldTerms.End.valueOf(name());
    }

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public HoldSpec {
    if (!queue.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,39}")) {
      throw new WrongValue("queue", "1 to 40 letters, digits and hyphens are needed");
    }
    if (then != End.KEEP && for_.isEmpty()) {
      throw new WrongValue("then", "needs for: how long it waits");
    }
    if (then == End.RELEASE && protect.isEmpty()) {
      throw new WrongValue("then", "release needs protect: how it goes on");
    }
  }
}
