package io.postern.core.consent;

import io.postern.core.store.ConsentStore.Row;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
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

  private static @Nullable Long millis(Optional<Instant> at) {
    return at.map(Instant::toEpochMilli).orElse(null);
  }

  private static Optional<Instant> instant(@Nullable Long millis) {
    return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
  }
}
