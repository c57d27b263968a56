package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AckLogTest {
  @Test
  void entries_afterAdding_nameAndId(@TempDir Path directory) throws IOException {
    try (AckLog log = new AckLog(directory.resolve("acknowledged"))) {
      log.add("a-1", "ID1");
      log.add("a-2", "ID2");

      assertThat(log.entries()).containsOnly(entry("a-1", "ID1"), entry("a-2", "ID2"));
    }
  }
}
