package io.postern.policy.rules;

import io.postern.config.Cidr;
import io.postern.config.Keys;
import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.core.port.Groups;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.Networks;
import io.postern.policy.condition.Undecidable;
import io.postern.policy.condition.Wildcard;
import io.postern.policy.language.ListSpec.Kind;
import io.postern.policy.list.ListFile;
import io.postern.policy.list.Lists;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes names, networks and patterns out of texts, and tells what is wrong. For one thread. */
final class NameCompiler {
  private static final String LIST = "list:";
  private static final String GROUP = "group:";

  private final Problems problems;
  private final Lists lists;
  private final Groups groups;

  NameCompiler(Problems problems, Lists lists, Groups groups) {
    this.problems = problems;
    this.lists = lists;
    this.groups = groups;
  }

  /** Addresses, and members of lists and groups. */
  Names addresses(Location at, String key, List<String> texts) {
    return names(at, key, texts, EnumSet.of(Kind.ADDRESSES));
  }

  /** Domains, and those of lists. */
  Names domains(Location at, String key, List<String> texts) {
    return names(at, key, texts, EnumSet.of(Kind.DOMAINS));
  }

  private Names names(Location at, String key, List<String> texts, Set<Kind> kinds) {
    List<Wildcard> patterns = new ArrayList<>();
    List<Names.Members> members = new ArrayList<>();
    for (String text : texts) {
      if (text.startsWith(LIST)) {
        list(at, key, text, kinds).ifPresent(members::add);
      } else if (text.startsWith(GROUP)) {
        group(at, key, text).ifPresent(members::add);
      } else {
        pattern(at, key, text, Wildcard::ofAddress).ifPresent(patterns::add);
      }
    }
    return new Names(patterns, members);
  }

  Networks networks(Location at, String key, List<String> texts) {
    List<Cidr> spelt = new ArrayList<>();
    List<Names.Members> members = new ArrayList<>();
    for (String text : texts) {
      if (text.startsWith(LIST)) {
        list(at, key, text, EnumSet.of(Kind.NETWORKS)).ifPresent(members::add);
      } else {
        made(at, key, text, Cidr::parse).ifPresent(spelt::add);
      }
    }
    return new Networks(spelt, members);
  }

  List<Wildcard> wildcards(Location at, String key, List<String> texts) {
    return texts.stream().flatMap(t -> pattern(at, key, t, Wildcard::new).stream()).toList();
  }

  private Optional<Wildcard> pattern(
      Location at, String key, String text, Function<String, Wildcard> made) {
    return made(at, key, text, made);
  }

  private <T> Optional<T> made(Location at, String key, String text, Function<String, T> how) {
    try {
      return Optional.of(how.apply(text));
    } catch (IllegalArgumentException e) {
      problems.add(at, key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Names.Members> list(Location at, String key, String text, Set<Kind> kinds) {
    String name = text.substring(LIST.length());
    Optional<ListFile> list = lists.named(name);
    if (list.isEmpty()) {
      problems.add(at, key, "no such list" + hint(name, lists.names()));
    } else if (!kinds.contains(list.get().kind())) {
      problems.add(
          at,
          key,
          "the list " + name + " is one of " + list.get().kind().name().toLowerCase(Locale.ROOT));
    }
    return list.map(l -> l);
  }

  private Optional<Names.Members> group(Location at, String key, String text) {
    String name = text.substring(GROUP.length());
    if (!groups.names().contains(name)) {
      String why =
          groups.names().isEmpty() ? "no directory of groups is connected" : "no such group";
      problems.add(at, key, why + hint(name, groups.names()));
      return Optional.empty();
    }
    return Optional.of(new Group(text, name, groups));
  }

  private static String hint(String name, Set<String> known) {
    String meant = Keys.didYouMean(name, known);
    return meant.isEmpty() && !known.isEmpty()
        ? "; there are " + String.join(", ", known.stream().sorted().toList())
        : meant;
  }

  /** A group of the directory. */
  private record Group(String label, String name, Groups groups) implements Names.Members {
    @Override
    public boolean contains(String value) {
      try {
        return groups.contains(name, value);
      } catch (RuntimeException e) {
        throw new Undecidable("the group " + name + " cannot be asked");
      }
    }
  }
}
