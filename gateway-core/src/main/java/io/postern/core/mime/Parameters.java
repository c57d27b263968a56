package io.postern.core.mime;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.MimeParameterMapping;

/**
 * A field of the form {@code value; name=value; ...}.
 *
 * @param value in lower case, without comments
 * @param parameters names in lower case, values joined and decoded (RFC 2231)
 * @param duplicate whether a parameter was given twice
 * @param encodedBoundary whether the boundary was split or encoded, which no sender does honestly
 */
record Parameters(
    String value, Map<String, String> parameters, boolean duplicate, boolean encodedBoundary) {

  static Parameters parse(String body) {
    RawBody parsed = RawFieldParser.DEFAULT.parseRawBody(new RawField("x", body));
    List<NameValuePair> pairs = parsed.getParams();
    Set<String> seen = new HashSet<>();
    MimeParameterMapping mapping = new MimeParameterMapping();
    boolean duplicate = false;
    boolean encodedBoundary = false;
    for (NameValuePair pair : pairs) {
      String name = pair.getName().toLowerCase(Locale.ROOT);
      duplicate |= !seen.add(name);
      encodedBoundary |= name.startsWith("boundary*");
      add(mapping, name, pair.getValue());
    }
    String value = parsed.getValue() == null ? "" : parsed.getValue();
    return new Parameters(
        value.strip().toLowerCase(Locale.ROOT), collect(mapping), duplicate, encodedBoundary);
  }

  private static void add(MimeParameterMapping mapping, String name, String value) {
    try {
      mapping.addParameter(name, value == null ? "" : value);
    } catch (RuntimeException e) {
      // an index or charset that cannot be: the undecoded value is still worth scanning
      mapping.addParameter(name.replace("*", "_"), value == null ? "" : value);
    }
  }

  private static Map<String, String> collect(MimeParameterMapping mapping) {
    Map<String, String> all = new HashMap<>();
    for (String name : mapping.getParameters().keySet()) {
      String value = mapping.get(name);
      all.put(name.toLowerCase(Locale.ROOT), value == null ? "" : value);
    }
    return all;
  }
}
