package io.postern.policy.rules;

import io.postern.core.model.DecisionTrace.Setting;
import io.postern.core.model.PortalProof;
import io.postern.core.model.TlsVersion;
import io.postern.policy.language.ArchiveSpec;
import io.postern.policy.language.Method;
import io.postern.policy.rules.Terms.Floor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One setting that is inherited: the most specific layer that says something counts.
 *
 * @param key as explanations name it
 * @param shown as a policy file would write it
 */
record Term<T>(String key, Function<Terms, Optional<T>> of, Function<T, String> shown) {
  static final Term<List<Method>> PROTECT =
      new Term<>("protect", Terms::protect, m -> m.stream().map(Method::label).toList().toString());
  static final Term<Floor> FLOOR = new Term<>("tls.floor", Terms::floor, f -> f.kind().label());
  static final Term<TlsVersion> MINIMUM =
      new Term<>("tls.minimum", Terms::minimum, TlsVersion::label);
  static final Term<Duration> EXPIRY = new Term<>("portal.expiry", Terms::expiry, Term::days);
  static final Term<PortalProof> PROOF =
      new Term<>("portal.authentication", Terms::proof, PortalProof::label);
  static final Term<Boolean> REPLY = new Term<>("portal.reply", Terms::reply, String::valueOf);
  static final Term<List<String>> STRIP_TAG =
      new Term<>("strip_tag", Terms::stripTags, String::valueOf);
  static final Term<String> OUTSIDE_SUBJECT =
      new Term<>("outside_subject", Terms::outsideSubject, s -> s);
  static final Term<Map<String, String>> ADD_HEADER =
      new Term<>("add_header", Terms::fields, f -> new TreeMap<>(f).toString());
  static final Term<String> BANNER = new Term<>("banner", Terms::banner, s -> s);
  static final Term<ArchiveSpec> ARCHIVE =
      new Term<>("archive", Terms::archive, ArchiveSpec::address);
  static final Term<String> NOTIFY_SENDER =
      new Term<>("notify_sender", Terms::senderNotice, s -> s);

  static final List<Term<?>> ALL =
      List.of(
          PROTECT,
          FLOOR,
          MINIMUM,
          EXPIRY,
          PROOF,
          REPLY,
          STRIP_TAG,
          OUTSIDE_SUBJECT,
          ADD_HEADER,
          BANNER,
          ARCHIVE,
          NOTIFY_SENDER);

  /** The value that counts; empty where no layer says anything. */
  Optional<T> in(List<Layer> mostSpecificFirst) {
    for (Layer layer : mostSpecificFirst) {
      Optional<T> value = of.apply(layer.terms());
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  /** The same for an explanation. */
  Optional<Setting> told(List<Layer> mostSpecificFirst) {
    for (Layer layer : mostSpecificFirst) {
      Optional<T> value = of.apply(layer.terms());
      if (value.isPresent()) {
        return Optional.of(new Setting(key, shown.apply(value.get()), layer.from()));
      }
    }
    return Optional.empty();
  }

  private static String days(Duration duration) {
    return duration.toDaysPart() * 24 == duration.toHours()
        ? duration.toDays() + "d"
        : duration.toString();
  }
}
