package io.postern.policy.extract;

import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimePart;
import java.util.List;

/**
 * What a message is like from outside.
 *
 * @param header its own fields, decoded
 * @param files the parts that a reader shows as files, messages among them
 */
public record Outline(List<MimeField> header, List<MimePart> files) {
  public Outline {
    header = List.copyOf(header);
    files = List.copyOf(files);
  }
}
