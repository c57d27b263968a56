package io.postern.packaging.cli;

import io.postern.config.Keys;
import io.postern.inbound.upstream.RefusalCode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern upstream explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Say what a refusal's code means and what to do.",
      "The code stands in brackets at the end of the reply that the provider got."
    },
    footer = {"", "Example:", "  postern upstream explain P-SECRET-WRONG"})
final class UpstreamExplainCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "CODE", description = "As in P-SECRET-WRONG.")
  private String code = "";

  @Override
  public Integer call() {
    List<String> known = Arrays.stream(RefusalCode.values()).map(RefusalCode::id).toList();
    RefusalCode found =
        RefusalCode.find(code)
            .orElseThrow(() -> new Refused("no such code" + Keys.didYouMean(code, known)));
    output.print(object(found), () -> UpstreamText.refusal(found));
    return Postern.GOOD;
  }

  private static Map<String, Object> object(RefusalCode code) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("code", code.id());
    object.put("reply", code.reply().toString());
    object.put("alarm", code.isAlarm());
    object.put("meaning", code.meaning());
    object.put("cause", code.cause());
    object.put("action", code.action());
    return object;
  }
}
