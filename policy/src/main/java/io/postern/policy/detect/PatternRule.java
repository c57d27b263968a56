package io.postern.policy.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.CharBuffer;
import java.util.List;
import java.util.Locale;

/** A rule of somebody's own: an expression, and words that must stand near it if any are given. */
record PatternRule(ActiveRule rule, Pattern pattern, List<String> context) {
  /** Most matches in one text; more of the same add nothing. */
  private static final int MOST = 1_000;

  static PatternRule of(String label, RuleSpec spec) {
    return new PatternRule(
        spec.active(label, Identifier.OTHER, true),
        spec.pattern().orElseThrow().pattern(),
        spec.words().stream().map(w -> w.toLowerCase(Locale.ROOT)).toList());
  }

  void apply(PartView view) {
    Matcher matcher = pattern.matcher(CharBuffer.wrap(view.text(), 0, view.length()));
    for (int n = 0; n < MOST && matcher.find(); n++) {
      int start = matcher.start();
      int end = matcher.end();
      if (rule.check().passes(view.text(), start, end) && inContext(view, start, end)) {
        view.found(rule, start, end, 1);
      }
    }
  }

  private boolean inContext(PartView view, int start, int end) {
    if (context.isEmpty()) {
      return true;
    }
    int from = Math.max(0, start - rule.window());
    int to = Math.min(view.length(), end + rule.window());
    String near = new String(view.text(), from, to - from).toLowerCase(Locale.ROOT);
    return context.stream().anyMatch(near::contains);
  }
}
