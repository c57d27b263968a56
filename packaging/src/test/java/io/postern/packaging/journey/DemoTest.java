package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.packaging.LiveGateway;
import io.postern.packaging.demo.Demo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The product's first minute works. */
@Timeout(120)
class DemoTest {
  @Test
  void demo_json_everyRecipientGetsWhatIsDemandedAndNothingLeaks() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        new Demo(LiveGateway::start, new PrintStream(out, true, StandardCharsets.UTF_8))
            .run(new Demo.Options(true, false));
    Map<String, Object> report = Json.readObject(out.toString(StandardCharsets.UTF_8));
    assertThat(code).as("%s", report).isEqualTo(Demo.GOOD);
    assertThat(report).containsEntry("leaks", List.of());
  }
}
