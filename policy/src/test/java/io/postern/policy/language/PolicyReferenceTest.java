package io.postern.policy.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is committed is what the records say; regenerate with -Dregenerate=true. */
class PolicyReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "policy.md");
  private static final Path SCHEMA =
      Path.of("../packaging/src/main/resources/starter/policies/policy.schema.json");
  private static final String BEGIN = "<!-- made from the program: begin -->\n";
  private static final String END = "<!-- made from the program: end -->\n";

  @Test
  void markdown_isInTheCommittedPage() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isLessThanOrEqualTo(end);
    if (Boolean.getBoolean("regenerate")) {
      page = page.substring(0, begin) + PolicyReference.markdown() + page.substring(end);
      Files.writeString(PAGE, page);
      end = page.indexOf(END);
    }
    assertThat(page.substring(begin, end))
        .as("out of date: mvn -pl policy test -Dtest=PolicyReferenceTest -Dregenerate=true")
        .isEqualTo(PolicyReference.markdown());
  }

  @Test
  void schema_isTheCommittedFile() throws IOException {
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(SCHEMA, PolicyReference.schema());
    }
    assertThat(Files.readString(SCHEMA))
        .as("out of date: mvn -pl policy test -Dtest=PolicyReferenceTest -Dregenerate=true")
        .isEqualTo(PolicyReference.schema());
  }

  @Test
  void schema_knowsEveryKeyAndEveryChoice() {
    Map<String, Object> schema = Json.readObject(PolicyReference.schema());
    assertThat(String.valueOf(schema.get("properties")))
        .contains("rules", "levels", "lists", "tests");
    assertThat(String.valueOf(schema.get("definitions")))
        .contains("mta-sts", "TLSv1.3", "two_factors", "recipient_domain", "patients_at_least");
  }
}
