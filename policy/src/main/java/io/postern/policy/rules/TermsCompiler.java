package io.postern.policy.rules;

import io.postern.config.Problems;
import io.postern.config.Written;
import io.postern.config.YamlNode;
import io.postern.core.model.Mailbox;
import io.postern.policy.language.ArchiveSpec;
import io.postern.policy.language.Method;
import io.postern.policy.language.PortalSpec;
import io.postern.policy.language.TermsSpec;
import io.postern.policy.language.TlsSpec;
import io.postern.policy.rules.Terms.Floor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes terms out of what a rule or a level says, and tells what is wrong. For one thread. */
final class TermsCompiler {
  private final Problems problems;
  private final Wording wording;

  TermsCompiler(Problems problems) {
    this.problems = problems;
    this.wording = new Wording(problems);
  }

  /**
   * @param preferred what {@code protect: preferred} comes to, where that is said here
   */
  Terms terms(TermsSpec spec, Optional<List<Method>> preferred) {
    Written at = spec.written();
    return new Terms(
        preferred,
        spec.tls().flatMap(TermsCompiler::floor),
        spec.tls().flatMap(TlsSpec::minimum),
        spec.portal().flatMap(PortalSpec::expiry),
        spec.portal().flatMap(PortalSpec::authentication),
        spec.portal().flatMap(PortalSpec::reply),
        spec.stripTag().map(t -> wording.tags(at.each("strip_tag"), t)),
        spec.outsideSubject().map(t -> wording.line(at.at("outside_subject"), t)),
        spec.addHeader().map(f -> wording.fields(at, f)),
        spec.banner().map(t -> wording.line(at.at("banner"), t)),
        spec.archive().filter(a -> archivable(at, a)),
        spec.notifySender().map(t -> wording.line(at.at("notify_sender"), t)));
  }

  /** Protections that a rule or a level lists, each once. */
  List<Method> methods(List<YamlNode> values, List<Method> methods) {
    Set<Method> seen = EnumSet.noneOf(Method.class);
    for (int i = 0; i < methods.size(); i++) {
      if (!seen.add(methods.get(i))) {
        problems.add(values.get(i), "a protection is listed twice");
      } else if (methods.get(i) == Method.PREFERRED && methods.size() > 1) {
        problems.add(values.get(i), "preferred stands alone: it is the list of the levels");
      }
    }
    return methods;
  }

  /** Protections of a level. */
  List<Method> preferred(List<YamlNode> values, List<Method> methods) {
    List<Method> named = new ArrayList<>(methods);
    int preferred = methods.indexOf(Method.PREFERRED);
    if (preferred >= 0) {
      problems.add(values.get(preferred), "preferred means what is said here: name protections");
      named.removeAll(List.of(Method.PREFERRED));
      return named;
    }
    return methods(values, named);
  }

  private static Optional<Floor> floor(TlsSpec spec) {
    List<String> pins =
        spec.pins().map(p -> p.stream().map(TlsSpec.Pin::value).toList()).orElse(List.of());
    return spec.floor().map(kind -> new Floor(kind, pins));
  }

  private boolean archivable(Written at, ArchiveSpec archive) {
    methods(at.each("archive", "protect"), archive.protect());
    try {
      Mailbox.parse(archive.address());
      return true;
    } catch (IllegalArgumentException e) {
      problems.add(at.at("archive", "address"), String.valueOf(e.getMessage()));
      return false;
    }
  }
}
