package io.postern.core.consent;

import io.postern.core.store.ConsentStore.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Consents as rows and back. */
final class ConsentRows {
  private ConsentRows() {}

  static Row row(Recorded recorded) {
    Consent c = recorded.consent();
    Optional<Recorded.Withdrawal> withdrawal = recorded.withdrawal();
    return new Row(
        c.address(),
        c.scope(),
        c.given().toEpochMilli(),
        c.warning(),
        millis(c.expires()),
        recorded.at().toEpochMilli(),
        recorded.by(),
        millis(withdrawal.map(Recorded.Withdrawal::at)),
        withdrawal.map(Recorded.Withdrawal::by).orElse(null));
  }

  static Recorded recorded(Row row) {
    return new Recorded(
        new Consent(
            row.address(),
            row.scope(),
            Instant.ofEpochMilli(row.givenAt()),
            row.warning(),
            instant(row.expiresAt())),
        Instant.ofEpochMilli(row.recordedAt()),
        row.recordedBy(),
        instant(row.withdrawnAt())
            .map(at -> new Recorded.Withdrawal(at, Objects.requireNonNull(row.withdrawnBy()))));
  }

  /**
   * All rows of some addresses, each with the first withdrawal that ends it: a person who takes a
   * consent back takes back all that was given for it until then, also what is recorded later or
   * beside it.
   */
  static List<Recorded> history(List<Row> rows) {
    List<Recorded> all = rows.stream().map(ConsentRows::recorded).toList();
    Map<Subject, List<Recorded>> subjects =
        all.stream().collect(Collectors.groupingBy(Subject::of));
    return all.stream()
        .map(r -> ended(r, subjects.getOrDefault(Subject.of(r), List.of())))
        .toList();
  }

  private record Subject(String address, String scope) {
    static Subject of(Recorded recorded) {
      return new Subject(recorded.consent().address(), recorded.consent().scope());
    }
  }

  private static Recorded ended(Recorded recorded, List<Recorded> same) {
    Optional<Recorded.Withdrawal> first =
        same.stream()
            .flatMap(s -> s.withdrawal().filter(w -> ends(w, s, recorded)).stream())
            .min(Comparator.comparing(Recorded.Withdrawal::at));
    return new Recorded(recorded.consent(), recorded.at(), recorded.by(), first);
  }

  /** One that is dated before its own consent, by a day that had not begun in UTC, ends it too. */
  private static boolean ends(Recorded.Withdrawal w, Recorded on, Recorded other) {
    return on.equals(other) || !w.at().isBefore(other.consent().given());
  }

  private static @Nullable Long millis(Optional<Instant> at) {
    return at.map(Instant::toEpochMilli).orElse(null);
  }

  private static Optional<Instant> instant(@Nullable Long millis) {
    return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
  }
}
