package io.postern.policy.rules;

import io.postern.core.model.Verdict;
import io.postern.policy.condition.Networks;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.condition.Wildcard;
import java.util.List;
import java.util.Set;

/** Which of two single conditions is the wider one: it holds wherever the other does. */
final class Width {
  private Width() {}

  static boolean covers(OfMessage wide, OfMessage narrow) {
    return switch (wide) {
      case OfMessage.VerdictIs w ->
          narrow instanceof OfMessage.VerdictIs n && w.verdicts().containsAll(n.verdicts());
      case OfMessage.Unscannable w ->
          w.wanted()
              && narrow instanceof OfMessage.VerdictIs n
              && n.verdicts().equals(Set.of(Verdict.UNSCANNABLE));
      case OfMessage.LevelIs w ->
          narrow instanceof OfMessage.LevelIs n && w.levels().containsAll(n.levels());
      case OfMessage.ScoreAtLeast w ->
          narrow instanceof OfMessage.ScoreAtLeast n && w.least() <= n.least();
      case OfMessage.PatientsAtLeast w ->
          narrow instanceof OfMessage.PatientsAtLeast n && w.least() <= n.least();
      case OfMessage.SizeAtLeast w ->
          narrow instanceof OfMessage.SizeAtLeast n && w.least() <= n.least();
      case OfMessage.Found w ->
          narrow instanceof OfMessage.Found n
              && w.least() <= n.least()
              && covers(w.rules(), n.rules());
      case OfMessage.Sender w ->
          narrow instanceof OfMessage.Sender n && w.names().covers(n.names());
      case OfMessage.SenderDomain w ->
          narrow instanceof OfMessage.SenderDomain n && w.names().covers(n.names());
      case OfMessage.UpstreamName w ->
          narrow instanceof OfMessage.UpstreamName n && covers(w.names(), n.names());
      case OfMessage.Client(Networks w) ->
          narrow instanceof OfMessage.Client(Networks n) && w.covers(n);
      case OfMessage.Header w ->
          narrow instanceof OfMessage.Header n
              && w.name().equals(n.name())
              && w.pattern().covers(n.pattern());
      case OfMessage.SubjectTag w ->
          narrow instanceof OfMessage.SubjectTag n && coversTags(w.tags(), n.tags());
      case OfMessage.Attested w ->
          narrow instanceof OfMessage.Attested n && n.phrase().contains(w.phrase());
      case OfMessage.Sensitivity w ->
          narrow instanceof OfMessage.Sensitivity n && covers(w.labels(), n.labels());
      case OfMessage.Attachment w ->
          narrow instanceof OfMessage.Attachment n && covers(w.types(), n.types());
      case OfMessage.Within w ->
          narrow instanceof OfMessage.Within n && w.window().covers(n.window());
      // of two choices; what is the same was seen before
      case OfMessage.PhiInSubject w -> false;
      case OfMessage.AlreadyProtected w -> false;
    };
  }

  static boolean covers(OfRecipient wide, OfRecipient narrow) {
    return switch (wide) {
      case OfRecipient.Address w ->
          narrow instanceof OfRecipient.Address n && w.names().covers(n.names());
      case OfRecipient.Domain w ->
          switch (narrow) {
            case OfRecipient.Domain n -> w.names().covers(n.names());
            case OfRecipient.Address n -> w.names().covers(n.names().domains());
            case OfRecipient other -> false;
          };
      case OfRecipient.Towards w ->
          narrow instanceof OfRecipient.Towards n && w.wanted().containsAll(n.wanted());
      case OfRecipient.Consented w -> false; // what is the same was seen before
    };
  }

  private static boolean covers(List<Wildcard> wide, List<Wildcard> narrow) {
    return narrow.stream().allMatch(n -> wide.stream().anyMatch(w -> w.covers(n)));
  }

  private static boolean coversTags(List<String> wide, List<String> narrow) {
    return narrow.stream().allMatch(n -> wide.stream().anyMatch(n::contains));
  }
}
