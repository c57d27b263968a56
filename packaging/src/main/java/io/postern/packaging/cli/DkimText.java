package io.postern.packaging.cli;

import io.postern.core.dkim.DkimKey;
import io.postern.core.dkim.Publication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DKIM keys as people and scripts read them. */
final class DkimText {
  private DkimText() {}

  static Map<String, Object> object(DkimKey key) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("domain", key.domain());
    object.put("selector", key.selector());
    object.put("algorithm", key.algorithm().label());
    object.put("state", key.state().label());
    object.put("created", key.created().toString());
    object.put("activated", key.activated().map(Object::toString));
    object.put("retired", key.retired().map(Object::toString));
    object.put("record_name", key.recordName());
    object.put("record_text", key.recordText());
    return object;
  }

  static List<Map<String, Object>> objects(Map<DkimKey, Publication> found) {
    return found.entrySet().stream()
        .map(e -> {
          Map<String, Object> object = object(e.getKey());
          object.put("published", e.getValue() == Publication.PUBLISHED);
          object.put("dns", e.getValue().sentence());
          return object;
        })
        .toList();
  }

  /** The same after a rotation. */
  static List<Map<String, Object>> objects(
      Map<DkimKey, Publication> found, List<DkimKey> superseded) {
    List<Map<String, Object>> objects = objects(found);
    List<DkimKey> keys = List.copyOf(found.keySet());
    for (int i = 0; i < keys.size(); i++) {
      objects.get(i).put("superseded", superseded.contains(keys.get(i)));
    }
    return objects;
  }

  static String table(List<DkimKey> keys) {
    Table table =
        new Table("DOMAIN", "SELECTOR", "ALGORITHM", "STATE", "CREATED", "ACTIVATED", "RETIRED");
    for (DkimKey k : keys) {
      table.row(
          k.domain(),
          k.selector(),
          k.algorithm().label(),
          k.state().label(),
          k.created().toString(),
          k.activated().map(Object::toString).orElse("-"),
          k.retired().map(Object::toString).orElse("-"));
    }
    return table.toString();
  }

  /** What whoever holds the DNS has to do. */
  static String toPublish(List<DkimKey> keys) {
    StringBuilder text = new StringBuilder("Publish, then run postern dkim rotate:\n");
    keys.forEach(key -> text.append(key.zoneLine()).append('\n'));
    return text.toString();
  }

  static String published(Map<DkimKey, Publication> found) {
    StringBuilder text = new StringBuilder();
    found.forEach((key, publication) ->
        text.append("; ")
            .append(key.state().label())
            .append(": ")
            .append(publication.sentence())
            .append('\n')
            .append(key.zoneLine())
            .append('\n'));
    return text.isEmpty() ? "the domain has no key" : text.toString();
  }

  static String rotated(Map<DkimKey, Publication> found, List<DkimKey> superseded) {
    StringBuilder text = new StringBuilder();
    found.forEach((key, publication) ->
        text.append(key.selector())
            .append(": ")
            .append(
                superseded.contains(key)
                    ? "superseded by a newer one, retired"
                    : rotated(publication))
            .append('\n'));
    return text.toString();
  }

  private static String rotated(Publication publication) {
    return publication == Publication.PUBLISHED
        ? "signs from now on"
        : "waits, " + publication.sentence();
  }
}
