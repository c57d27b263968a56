package io.postern.policy.rules;

import io.postern.policy.rules.PolicyTests.Result;
import java.util.List;

/** The results of policy tests in the XML of JUnit, which every CI server reads. */
public final class JUnitXml {
  private JUnitXml() {}

  /** The whole file. */
  public static String of(List<Result> results) {
    long failures = results.stream().filter(r -> !r.passed()).count();
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        "<testsuite name=\"policies\" tests=\"%d\" failures=\"%d\" errors=\"0\">\n"
            .formatted(results.size(), failures));
    results.forEach(r -> xml.append(testcase(r)));
    return xml.append("</testsuite>\n").toString();
  }

  private static String testcase(Result result) {
    String attributes =
        "  <testcase classname=\"%s\" name=\"%s\" file=\"%s\" line=\"%d\""
            .formatted(
                escaped(file(result)),
                escaped(result.name()),
                escaped(result.location().file()),
                result.location().line());
    return result.passed()
        ? attributes + "/>\n"
        : attributes + ">\n" + failure(result) + "  </testcase>\n";
  }

  private static String failure(Result result) {
    return "    <failure message=\"%s\">%s</failure>\n"
        .formatted(
            escaped(result.failures().getFirst()), escaped(String.join("\n", result.failures())));
  }

  private static String file(Result result) {
    String path = result.location().file();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** XML 1.0 2.2: most control characters cannot be written at all. */
  private static String escaped(String text) {
    return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
