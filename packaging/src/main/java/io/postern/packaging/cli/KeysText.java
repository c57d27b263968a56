package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import io.postern.core.keys.KeyRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys as people and scripts read them. */
final class KeysText {
  private KeysText() {}

  static Map<String, Object> object(KeyEntry key) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", key.kind().label());
    object.put("purpose", key.purpose().label());
    object.put("fingerprint", key.fingerprint());
    object.put("algorithm", key.algorithm());
    object.put("addresses", key.addresses());
    object.put("imported_at", key.provenance().at().toString());
    object.put("imported_by", key.provenance().by());
    object.put("source", key.provenance().source());
    object.put("expires", key.expires().map(Object::toString));
    object.put("refusal", key.refusal().map(KeyRefusal::label));
    return object;
  }

  static String table(List<KeyEntry> keys) {
    Table table =
        new Table("KIND", "PURPOSE", "ADDRESSES", "ALGORITHM", "EXPIRES", "USABLE", "FINGERPRINT");
    for (KeyEntry k : keys) {
      table.row(
          k.kind().label(),
          k.purpose().label(),
          String.join(",", k.addresses()),
          k.algorithm(),
          k.expires().map(Object::toString).orElse("never"),
          k.refusal().map(r -> "no: " + r.sentence()).orElse("yes"),
          k.fingerprint());
    }
    return table.toString();
  }

  /** A key that would not be used is a finding. */
  static int exitCode(List<KeyEntry> keys) {
    return keys.stream().allMatch(k -> k.refusal().isEmpty()) ? Postern.GOOD : Postern.FINDING;
  }
}
