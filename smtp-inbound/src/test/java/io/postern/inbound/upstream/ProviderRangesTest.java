package io.postern.inbound.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.testing.FakeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProviderRangesTest {
  private static final InetAddress EXCHANGE = InetAddress.ofLiteral("40.107.1.2");
  private static final InetAddress FRESH = InetAddress.ofLiteral("192.0.2.9");

  @TempDir Path home;
  private final FakeClock clock = FakeClock.create();

  @ParameterizedTest
  @EnumSource(Provider.class)
  void shipped_isReadable_andHoldsNothingPrivate(Provider provider) {
    RangeList list = ProviderRanges.shipped(provider);
    assertThat(list.networks()).hasSizeGreaterThan(5).noneMatch(n -> n.isPrivate());
    assertThat(list.source()).isNotEmpty();
  }

  @Test
  void file_takesOver_isReadAgainWhenChanged_andKeptWhereUseless() throws IOException {
    ProviderRanges ranges = new ProviderRanges(Provider.MICROSOFT365, home, clock);
    assertThat(ranges.contains(EXCHANGE)).isTrue();
    write("date 2026-11-01\nsource test\n192.0.2.0/24\n");
    assertThat(ranges.contains(FRESH)).as("not looked at yet").isFalse();
    clock.advance(Duration.ofSeconds(10));
    assertThat(ranges.contains(FRESH)).isTrue();
    assertThat(ranges.contains(EXCHANGE)).isFalse();
    write("date 2026-11-02\n0.0.0.0/0\n");
    clock.advance(Duration.ofSeconds(10));
    assertThat(ranges.contains(FRESH)).as("a useless file changes nothing").isTrue();
    Files.delete(home.resolve("microsoft365.ranges"));
    clock.advance(Duration.ofSeconds(10));
    assertThat(ranges.contains(EXCHANGE)).as("shipped again").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "date 2026-11-01\n",
        "192.0.2.0/24\n",
        "date yesterday\n192.0.2.0/24\n",
        "date 2026-11-01\n192.0.2.1/24\n",
        "date 2026-11-01\n0.0.0.0/0\n",
        "date 2026-11-01\n<html>\n",
      })
  void parse_notAList_isRefused(String text) {
    assertThatThrownBy(() -> RangeList.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private void write(String text) throws IOException {
    Files.writeString(home.resolve("microsoft365.ranges"), text);
  }
}
