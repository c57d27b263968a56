package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Id(String value) {
    Id {
      if (value.isEmpty()) {
        throw new IllegalArgumentException("empty");
      }
    }
  }

  record Count(long value) {}

  record Letter(Id id, Optional<Id> parent, List<Id> others, Map<String, Count> counts) {}

  private static final Letter LETTER =
      new Letter(
          new Id("a"), Optional.of(new Id("b")), List.of(new Id("c")), Map.of("n", new Count(3)));
  private static final String TEXT =
      "{\"counts\":{\"n\":3},\"id\":\"a\",\"others\":[\"c\"],\"parent\":\"b\"}";

  @Test
  void write_recordOfOneValue_isTheValue() {
    assertThat(Json.write(LETTER)).isEqualTo(TEXT);
    assertThat(Json.write(new Id("a"))).isEqualTo("\"a\"");
  }

  @Test
  void read_recordOfOneValue_takesTheValue() {
    assertThat(Json.read(TEXT, Letter.class)).isEqualTo(LETTER);
  }

  @Test
  void read_valueThatTheRecordRefuses_isRefused() {
    assertThatThrownBy(() -> Json.read(TEXT.replace("\"a\"", "\"\""), Letter.class))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
