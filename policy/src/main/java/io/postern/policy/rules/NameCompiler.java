package io.postern.policy.rules;

import io.postern.config.Cidr;
import io.postern.config.Keys;
import io.postern.config.Problems;
import io.postern.config.Written;
import io.postern.config.YamlNode;
import io.postern.core.port.Groups;
import io.postern.policy.condition.NameForm;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.Networks;
import io.postern.policy.condition.Undecidable;
import io.postern.policy.condition.Wildcard;
import io.postern.policy.language.ListSpec.Kind;
import io.postern.policy.list.ListFile;
import io.postern.policy.list.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes names, networks and patterns out of values as they are written, and tells what is wrong at
 * the value itself. The binder has seen to it that they are texts. For one thread.
 */
final class NameCompiler {
  private static final String LIST = "list:";
  private static final String GROUP = "group:";
  private static final String NULL_SENDER = "<>";

  private final Problems problems;
  private final Lists lists;
  private final Groups groups;

  NameCompiler(Problems problems, Lists lists, Groups groups) {
    this.problems = problems;
    this.lists = lists;
    this.groups = groups;
  }

  /** Whether a text names members that stand elsewhere, instead of a pattern. */
  static boolean isReference(String text) {
    return text.startsWith(LIST) || text.startsWith(GROUP);
  }

  /** As addresses, and the null sender. */
  Names senders(Written written, String key) {
    return names(
        written.each(key),
        Kind.ADDRESSES,
        text -> text.equals(NULL_SENDER) ? new Wildcard(text) : NameForm.address(text));
  }

  /** Addresses, and members of lists and groups. */
  Names addresses(Written written, String key) {
    return names(written.each(key), Kind.ADDRESSES);
  }

  /** Domains, and those of lists. */
  Names domains(Written written, String key) {
    return names(written.each(key), Kind.DOMAINS);
  }

  /** The names that some values spell, or that stand in lists of a kind or in groups. */
  Names names(List<YamlNode> values, Kind kind) {
    return names(values, kind, form(kind));
  }

  private static Function<String, Wildcard> form(Kind kind) {
    return switch (kind) {
      case ADDRESSES -> NameForm::address;
      case DOMAINS -> NameForm::domain;
      case NETWORKS -> throw new IllegalArgumentException("networks are not spelt as names");
    };
  }

  private Names names(List<YamlNode> values, Kind kind, Function<String, Wildcard> form) {
    List<Wildcard> patterns = new ArrayList<>();
    List<Names.Members> members = new ArrayList<>();
    for (YamlNode value : values) {
      if (isReference(text(value))) {
        members(value, kind).ifPresent(members::add);
      } else {
        made(value, form).ifPresent(patterns::add);
      }
    }
    return new Names(patterns, members);
  }

  Networks networks(Written written, String key) {
    List<Cidr> spelt = new ArrayList<>();
    List<Names.Members> members = new ArrayList<>();
    for (YamlNode value : written.each(key)) {
      if (text(value).startsWith(LIST)) {
        members(value, Kind.NETWORKS).ifPresent(members::add);
      } else {
        made(value, Cidr::parse).ifPresent(spelt::add);
      }
    }
    return new Networks(spelt, members);
  }

  List<Wildcard> wildcards(List<YamlNode> values) {
    return values.stream().flatMap(v -> wildcard(v).stream()).toList();
  }

  Optional<Wildcard> wildcard(YamlNode value) {
    return made(value, Wildcard::new);
  }

  private <T> Optional<T> made(YamlNode value, Function<String, T> how) {
    try {
      return Optional.of(how.apply(text(value)));
    } catch (IllegalArgumentException e) {
      problems.add(value, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static String text(YamlNode value) {
    return ((YamlNode.Scalar) value).text();
  }

  private Optional<Names.Members> members(YamlNode value, Kind kind) {
    String text = text(value);
    return text.startsWith(LIST)
        ? list(value, text.substring(LIST.length()), kind)
        : group(value, text.substring(GROUP.length()));
  }

  private Optional<Names.Members> list(YamlNode value, String name, Kind kind) {
    Optional<ListFile> list = lists.named(name);
    if (list.isEmpty()) {
      problems.add(value, "no such list" + hint(name, lists.names()));
    } else if (list.get().kind() != kind) {
      String have = list.get().kind().name().toLowerCase(Locale.ROOT);
      problems.add(value, "the list " + name + " is one of " + have);
    }
    return list.map(l -> l);
  }

  private Optional<Names.Members> group(YamlNode value, String name) {
    if (!groups.names().contains(name)) {
      String why =
          groups.names().isEmpty() ? "no directory of groups is connected" : "no such group";
      problems.add(value, why + hint(name, groups.names()));
      return Optional.empty();
    }
    return Optional.of(new Group(GROUP + name, name, groups));
  }

  /** What may have been meant, or else what there is. */
  static String hint(String name, Set<String> known) {
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
