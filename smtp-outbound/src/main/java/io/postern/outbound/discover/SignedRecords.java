package io.postern.outbound.discover;

import io.postern.core.port.KeyRecords;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Dnssec;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Records of keys, of which only those count that DNSSEC proves: without it whoever can forge an
 * answer could have mail encrypted to himself (RFC 7929 5.1, RFC 8162 4).
 */
final class SignedRecords {
  private static final SourceAnswer NO_NAME = new SourceAnswer.None("dns", "no name to ask for");

  private SignedRecords() {}

  /** Asks name after name, until one has records or an answer fails. */
  static <R> SourceAnswer ask(
      KeyRecords dns,
      Collection<String> names,
      Function<String, Answer<R>> lookup,
      BiFunction<String, List<R>, SourceAnswer> found) {
    switch (dns.dnssec()) {
      case Dnssec.Off() -> {
        return new SourceAnswer.None("dns", "DNSSEC is off (dns.dnssec)");
      }
      case Dnssec.Broken(String why) -> {
        return new SourceAnswer.Failed("dns", "DNSSEC does not work here: " + why);
      }
      case Dnssec.Working() -> {}
    }
    SourceAnswer last = NO_NAME;
    for (String name : names) {
      last = at(name, lookup.apply(name), found);
      if (!(last instanceof SourceAnswer.None)) {
        return last;
      }
    }
    return last;
  }

  private static <R> SourceAnswer at(
      String name, Answer<R> answer, BiFunction<String, List<R>, SourceAnswer> found) {
    return switch (answer) {
      case Answer.Found<R>(List<R> records, var origin) ->
          origin.secure()
              ? found.apply(name, records)
              : new SourceAnswer.None(name, "the record is not signed (DNSSEC)");
      case Answer.NoData<R> _, Answer.NxDomain<R> _ -> new SourceAnswer.None(name, "no record");
      case Answer.TemporaryFailure<R>(String why) -> new SourceAnswer.Failed(name, "DNS: " + why);
    };
  }
}
