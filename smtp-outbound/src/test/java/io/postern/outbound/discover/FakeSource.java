package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A source that says what a test wants. */
final class FakeSource implements KeySource {
  private final Source source;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Function<Query, SourceAnswer> answer =
      _ -> new SourceAnswer.None("there", "no key");

  FakeSource(Source source) {
    this.source = source;
  }

  FakeSource has(byte[]... keys) {
    return says(_ -> new SourceAnswer.Found("there", List.of(keys), Voucher.DOMAIN_SERVER));
  }

  FakeSource has(Voucher voucher, byte[]... keys) {
    return says(_ -> new SourceAnswer.Found("there", List.of(keys), voucher));
  }

  FakeSource none() {
    return says(_ -> new SourceAnswer.None("there", "no key"));
  }

  FakeSource fails() {
    return says(_ -> new SourceAnswer.Failed("there", "out of order"));
  }

  FakeSource says(Function<Query, SourceAnswer> what) {
    answer = what;
    return this;
  }

  int asked() {
    return asked.get();
  }

  @Override
  public Source source() {
    return source;
  }

  @Override
  public String service(Mailbox recipient) {
    return "service";
  }

  @Override
  public SourceAnswer ask(Query query) {
    asked.incrementAndGet();
    return answer.apply(query);
  }
}
