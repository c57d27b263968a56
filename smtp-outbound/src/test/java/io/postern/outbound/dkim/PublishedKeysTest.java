package io.postern.outbound.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublishedKeysTest {
  @Test
  void of_nameOfAMillionOctets_isNoneAndNobodyIsAsked() {
    PublishedKeys keys =
        new PublishedKeys(name -> {
          throw new AssertionError(name);
        });
    for (String text : new String[] {"d=x.example;s=%s;a=rsa-sha256", "d=%s;s=x;a=rsa-sha256"}) {
      Tags tags = Tags.parse(text.formatted("a.".repeat(500_000) + "a")).orElseThrow();
      assertThat(keys.of(tags, false)).isInstanceOf(PublishedKeys.Answered.None.class);
    }
  }
}
