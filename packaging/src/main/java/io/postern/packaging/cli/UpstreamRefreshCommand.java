package io.postern.packaging.cli;

import io.postern.config.Cidr;
import io.postern.inbound.upstream.Provider;
import io.postern.packaging.upstream.PublishedRanges;
import io.postern.packaging.upstream.RangeChange;
import io.postern.packaging.upstream.RangeFile;
import io.postern.packaging.upstream.RangeSource;
import java.io.Console;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern upstream refresh}. */
@Command(
    name = "refresh",
    mixinStandardHelpOptions = true,
    description = {
      "Replace a provider's list of addresses.",
      "Shows the difference to what is in force and asks before it writes upstreams/PROVIDER.ranges, which a running gateway reads by itself. Reads Microsoft's endpoint JSON, Google's JSON, SPF records or a network on each line. Exit code 1 where a difference was not written."
    },
    footer = {
      "",
      "Example:",
      "  postern upstream refresh microsoft365 --home /etc/postern --from https://endpoints.office.com/endpoints/worldwide",
      "  dig +short TXT _spf.google.com > spf.txt; postern upstream refresh google --home /etc/postern --from spf.txt"
    })
final class UpstreamRefreshCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "PROVIDER", description = "microsoft365 or google.")
  private @Nullable Provider provider;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE|URL",
      description = "Where the list is: a file, or a URL with https.")
  private String from = "";

  @Option(names = "--yes", description = "Write without asking.")
  private boolean yes;

  @Option(
      names = "--force",
      description = "Even if twice as many addresses, or half of them, would count.")
  private boolean force;

  @Override
  public Integer call() {
    Provider of = Objects.requireNonNull(provider);
    home.settings(); // a directory without usable settings is no home
    try {
      RangeFile file = RangeFile.of(home.directory(), of);
      List<Cidr> published = PublishedRanges.parse(of, RangeSource.ofSystem().read(from));
      return apply(file, RangeChange.of(file.inForce(), published));
    } catch (IOException e) {
      throw new Refused("cannot be read or written: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    }
  }

  private int apply(RangeFile file, RangeChange change) throws IOException {
    if (!force && change.suspicion().isPresent()) {
      throw new Refused(
          change.suspicion().get() + "; nothing was written (--force if it is right)");
    }
    boolean write = change.isEmpty() || yes || confirmed(change);
    if (write) {
      file.write(LocalDate.now(ZoneOffset.UTC), from, change.fresh());
    }
    output.print(object(file, change, write), () -> text(file, change, write));
    return write ? Postern.GOOD : Postern.FINDING;
  }

  private boolean confirmed(RangeChange change) {
    @Nullable Console console = System.console();
    if (output.json() || console == null || !console.isTerminal()) {
      return false;
    }
    output.note(difference(change));
    @Nullable String answer = console.readLine("Take this list into force? [y/N] ");
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }

  private static Map<String, Object> object(RangeFile file, RangeChange change, boolean written) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file.path().toString());
    object.put("networks", change.fresh().size());
    object.put("added", change.added().stream().map(Cidr::toString).toList());
    object.put("removed", change.removed().stream().map(Cidr::toString).toList());
    object.put("written", written);
    return object;
  }

  private static String text(RangeFile file, RangeChange change, boolean written) {
    String how = written ? "written " + file.path() : "not written; use --yes";
    return difference(change) + how;
  }

  private static String difference(RangeChange change) {
    StringBuilder text = new StringBuilder();
    change.added().forEach(n -> text.append("+ ").append(n).append('\n'));
    change.removed().forEach(n -> text.append("- ").append(n).append('\n'));
    String count = change.fresh().size() + " networks";
    return text + (change.isEmpty() ? count + ", no difference\n" : count + "\n");
  }
}
