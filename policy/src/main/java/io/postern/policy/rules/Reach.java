package io.postern.policy.rules;

import io.postern.core.model.Verdict;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What can be said of a condition without a message. */
final class Reach {
  private Reach() {}

  /** True where it holds whatever the message is. */
  static boolean always(Condition condition) {
    return switch (condition) {
      case Combined.All all -> all.parts().stream().allMatch(Reach::always);
      case Combined.Any any -> any.parts().stream().anyMatch(Reach::always);
      case Combined.Not not -> false;
      case OfMessage.ScoreAtLeast score -> score.least() <= 0;
      case OfMessage.SizeAtLeast size -> size.least() <= 0;
      case OfMessage.Sender sender -> sender.names().everything();
      case OfMessage.SenderDomain sender -> sender.names().everything();
      case OfMessage.VerdictIs is -> is.verdicts().size() == Verdict.values().length;
      case OfMessage.UpstreamName name -> name.names().stream().anyMatch(n -> n.text().equals("*"));
      case OfMessage other -> false;
      case OfRecipient.Address address -> address.names().everything();
      case OfRecipient.Domain domain -> domain.names().everything();
      case OfRecipient other -> false;
      case Expressed expressed -> false;
    };
  }

  /** Whether the verdict is asked for by name, and not only not excluded. */
  static boolean names(Condition condition, Verdict verdict) {
    return switch (condition) {
      case OfMessage.VerdictIs is -> is.verdicts().contains(verdict);
      case OfMessage.Unscannable is -> is.wanted() && verdict == Verdict.UNSCANNABLE;
      case Combined.All all -> all.parts().stream().anyMatch(p -> names(p, verdict));
      case Combined.Any any -> any.parts().stream().anyMatch(p -> names(p, verdict));
      case Combined.Not not -> false;
      case OfMessage other -> false;
      case OfRecipient other -> false;
      case Expressed expressed -> false;
    };
  }

  /** Whether it asks for files in the message. */
  static boolean needsAttachments(Condition condition) {
    return switch (condition) {
      case OfMessage.Attachment attachment -> true;
      case Combined.All all -> all.parts().stream().anyMatch(Reach::needsAttachments);
      case Combined.Any any -> any.parts().stream().anyMatch(Reach::needsAttachments);
      case Combined.Not not -> needsAttachments(not.part());
      case Expressed expressed -> true;
      case OfMessage other -> false;
      case OfRecipient other -> false;
    };
  }

  /** The conditions in it that ask for the message's own fields. */
  static Stream<OfMessage.OfHeader> ofHeader(Condition condition) {
    return switch (condition) {
      case OfMessage.OfHeader one -> Stream.of(one);
      case Combined.All all -> all.parts().stream().flatMap(Reach::ofHeader);
      case Combined.Any any -> any.parts().stream().flatMap(Reach::ofHeader);
      case Combined.Not not -> ofHeader(not.part());
      case OfMessage other -> Stream.of();
      case OfRecipient other -> Stream.of();
      case Expressed expressed -> Stream.of();
    };
  }

  /** Whether wherever {@code narrow} holds {@code wide} certainly holds too. */
  static boolean covers(Condition wide, Condition narrow) {
    if (always(wide) || wide.equals(narrow)) {
      return true;
    }
    return switch (wide) {
      case Combined.All all -> all.parts().stream().allMatch(p -> covers(p, narrow));
      case Combined.Any any -> any.parts().stream().anyMatch(p -> covers(p, narrow));
      case Combined.Not not -> coversOne(wide, narrow);
      case OfMessage one -> coversOne(wide, narrow);
      case OfRecipient one -> coversOne(wide, narrow);
      case Expressed one -> coversOne(wide, narrow);
    };
  }

  private static boolean coversOne(Condition wide, Condition narrow) {
    return switch (narrow) {
      case Combined.All all -> all.parts().stream().anyMatch(p -> covers(wide, p));
      case Combined.Any any ->
          !any.parts().isEmpty() && any.parts().stream().allMatch(p -> covers(wide, p));
      case Combined.Not not -> false;
      case OfMessage one -> wide instanceof OfMessage w && coversMessage(w, one);
      case OfRecipient one -> wide instanceof OfRecipient w && coversRecipient(w, one);
      case Expressed one -> false;
    };
  }

  private static boolean coversMessage(OfMessage wide, OfMessage narrow) {
    return switch (wide) {
      case OfMessage.VerdictIs w ->
          narrow instanceof OfMessage.VerdictIs n && w.verdicts().containsAll(n.verdicts());
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
              && Set.copyOf(w.rules()).containsAll(n.rules());
      case OfMessage.SubjectTag w ->
          narrow instanceof OfMessage.SubjectTag n && coversTags(w.tags(), n.tags());
      case OfMessage.Sender w ->
          narrow instanceof OfMessage.Sender n && w.names().covers(n.names());
      case OfMessage.SenderDomain w ->
          narrow instanceof OfMessage.SenderDomain n && w.names().covers(n.names());
      // where it takes more than equality to tell, nothing is claimed
      case OfMessage.UpstreamName w -> false;
      case OfMessage.Client w -> false;
      case OfMessage.Header w -> false;
      case OfMessage.Attested w -> false;
      case OfMessage.Sensitivity w -> false;
      case OfMessage.PhiInSubject w -> false;
      case OfMessage.Attachment w -> false;
      case OfMessage.Unscannable w -> false;
      case OfMessage.AlreadyProtected w -> false;
      case OfMessage.Within w -> false;
    };
  }

  private static boolean coversRecipient(OfRecipient wide, OfRecipient narrow) {
    return switch (wide) {
      case OfRecipient.Address w ->
          narrow instanceof OfRecipient.Address n && w.names().covers(n.names());
      case OfRecipient.Domain w ->
          narrow instanceof OfRecipient.Domain n && w.names().covers(n.names());
      case OfRecipient.Towards w ->
          narrow instanceof OfRecipient.Towards n && w.wanted().containsAll(n.wanted());
      case OfRecipient.Consented w -> false;
    };
  }

  private static boolean coversTags(List<String> wide, List<String> narrow) {
    return narrow.stream().allMatch(n -> wide.stream().anyMatch(n::contains));
  }
}
