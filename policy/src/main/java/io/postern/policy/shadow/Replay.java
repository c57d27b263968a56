package io.postern.policy.shadow;

import io.postern.config.Json;
import io.postern.core.model.Decision;
import io.postern.core.model.Recipient;
import io.postern.core.store.JudgedStore;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.RulesEngine;
import java.time.Instant;
import java.util.List;

/** Tries policies on what was kept of messages that were judged. */
public final class Replay {
  private static final int PAGE = 500;

  private Replay() {}

  /**
   * How the policies would have decided.
   *
   * @param since messages that came in from then on
   * @throws io.postern.core.store.StoreException where the store cannot be read
   */
  public static Report of(JudgedStore store, PolicySet candidate, Instant since) {
    Differences differences = new Differences();
    String after = "";
    List<JudgedStore.Row> rows;
    do {
      rows = store.page(since, after, PAGE);
      for (JudgedStore.Row row : rows) {
        replay(row, candidate, differences);
        after = row.message().value();
      }
    } while (rows.size() == PAGE);
    return differences.report().asEnded();
  }

  private static void replay(JudgedStore.Row row, PolicySet candidate, Differences differences) {
    try {
      MessageFacts facts = Json.read(row.facts(), MessageFacts.class);
      List<DecisionLine> lines = List.of(Json.read(row.decisions(), DecisionLine[].class));
      List<Recipient> to = lines.stream().map(l -> Recipient.of(l.recipient())).toList();
      List<Decision> decisions = RulesEngine.decide(candidate, facts, to).decisions();
      differences.add(row.message(), lines, decisions);
    } catch (IllegalArgumentException e) {
      differences.missed(); // written by another version
    }
  }
}
