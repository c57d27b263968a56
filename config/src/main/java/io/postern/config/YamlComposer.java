package io.postern.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Turns the events of one text into nodes. Used once. */
final class YamlComposer {
  private static final int MAXIMUM_DEPTH = 32;
  private static final int MAXIMUM_NODES = 100_000;

  /** Keys stand in the path of all that is below them: long ones would multiply. */
  private static final int MAXIMUM_KEY = 500;

  private static final int MAXIMUM_TEXT = 64 << 10;

  /** Stops at a place after which nothing can be understood. */
  private static final class Unreadable extends Exception {
    private final Problem problem;

    Unreadable(Location location, String path, String message) {
      super(message);
      problem = new Problem(location, path, message);
    }
  }

  private final String file;
  private final String text;
  private final Problems problems;
  private final String rootPath;
  private final @Nullable Location fixed;
  private final Iterator<Event> events;
  private int nodes;

  YamlComposer(String file, String text, Problems problems) {
    this(file, text, problems, "", null);
  }

  /** For text that stands in no file, as defaults do: every node gets the given location. */
  YamlComposer(Location fixed, String path, String text, Problems problems) {
    this(fixed.file(), text, problems, path, fixed);
  }

  private YamlComposer(
      String file, String text, Problems problems, String rootPath, @Nullable Location fixed) {
    this.file = file;
    this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
    this.problems = problems;
    this.rootPath = rootPath;
    this.fixed = fixed;
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(this.text).iterator();
  }

  Optional<YamlNode> compose() {
    try {
      return Optional.of(document());
    } catch (Unreadable e) {
      problems.add(e.problem.location(), e.problem.path(), e.problem.message());
    } catch (MarkedYamlEngineException e) {
      problems.add(e.getProblemMark().map(this::place).orElse(start()), "", syntax(e));
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      problems.add(YamlTree.endOf(file, before), "", "a control character");
    } catch (YamlEngineException e) {
      problems.add(start(), "", "not YAML");
    }
    return Optional.empty();
  }

  private YamlNode document() throws Unreadable {
    events.next(); // the start of the stream
    if (!(events.next() instanceof DocumentStartEvent)) {
      return new YamlNode.Mapping(start(), rootPath, new LinkedHashMap<>());
    }
    YamlNode root = node(events.next(), rootPath, 0);
    events.next(); // the end of the document
    Event next = events.next();
    if (next instanceof DocumentStartEvent) {
      throw new Unreadable(place(next), "", "a second document; a file holds one");
    }
    return root;
  }

  private YamlNode node(Event event, String path, int depth) throws Unreadable {
    checkBounds(event, path, depth);
    if (event instanceof AliasEvent || hasAnchor(event)) {
      throw new Unreadable(place(event), path, "anchors and aliases are not allowed");
    }
    if (hasTag(event)) {
      throw new Unreadable(place(event), path, "tags are not allowed");
    }
    return switch (event) {
      case ScalarEvent s -> scalar(s, path);
      case MappingStartEvent m -> mapping(m, path, depth);
      default -> sequence(event, path, depth);
    };
  }

  private YamlNode scalar(ScalarEvent event, String path) throws Unreadable {
    if (event.getValue().length() > MAXIMUM_TEXT) {
      throw new Unreadable(place(event), path, "longer than " + MAXIMUM_TEXT + " characters");
    }
    return new YamlNode.Scalar(place(event), path, event.getValue(), event.isPlain());
  }

  private static boolean hasAnchor(Event event) {
    return event instanceof NodeEvent n && n.getAnchor().isPresent();
  }

  private static boolean hasTag(Event event) {
    return switch (event) {
      case ScalarEvent s -> s.getTag().isPresent();
      case CollectionStartEvent c -> c.getTag().isPresent();
      default -> false;
    };
  }

  private void checkBounds(Event event, String path, int depth) throws Unreadable {
    if (depth > MAXIMUM_DEPTH) {
      throw new Unreadable(place(event), "", "nested deeper than " + MAXIMUM_DEPTH);
    }
    if (++nodes > MAXIMUM_NODES) {
      throw new Unreadable(place(event), path, "more than " + MAXIMUM_NODES + " values");
    }
  }

  private YamlNode mapping(Event start, String path, int depth) throws Unreadable {
    SequencedMap<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
      String name = key(key, path);
      String childPath = path.isEmpty() ? name : path + "." + name;
      Location place = place(key);
      YamlNode value = node(events.next(), childPath, depth + 1);
      YamlNode.Entry first = entries.putIfAbsent(name, new YamlNode.Entry(place, value));
      if (first != null) {
        problems.add(place, childPath, "duplicate key, first at line " + first.key().line());
      }
    }
    return new YamlNode.Mapping(place(start), path, entries);
  }

  private String key(Event event, String path) throws Unreadable {
    if (!(event instanceof ScalarEvent s) || hasAnchor(event) || hasTag(event)) {
      throw new Unreadable(place(event), path, "a key is plain text");
    }
    if (s.getValue().length() > MAXIMUM_KEY) {
      throw new Unreadable(place(event), path, "a key has at most " + MAXIMUM_KEY + " characters");
    }
    return s.getValue();
  }

  private YamlNode sequence(Event start, String path, int depth) throws Unreadable {
    List<YamlNode> items = new ArrayList<>();
    for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
      items.add(node(item, path + "[" + items.size() + "]", depth + 1));
    }
    return new YamlNode.Sequence(place(start), path, items);
  }

  /** The engine's own text would quote the line, which may hold a secret. */
  private static String syntax(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    if (problem.contains("(TAB)")) {
      return "a tab in the indentation; use spaces";
    }
    int hint = problem.indexOf(". (");
    return "not YAML: " + (hint < 0 ? problem : problem.substring(0, hint));
  }

  private Location start() {
    return fixed != null ? fixed : new Location(file, 1, 1);
  }

  private Location place(Event event) {
    return event.getStartMark().map(this::place).orElse(start());
  }

  private Location place(Mark mark) {
    return fixed != null ? fixed : new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
