package io.postern.policy.extract;

import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimePart;
import java.util.List;
import java.util.Optional;

/**
 * What a message is like from outside.
 *
 * @param header its own fields, decoded; empty where its end was not reached
 * @param files the parts that a reader shows as files or cannot show as text, messages among them
 * @param whole whether these are all files; false where reading ended early
 */
public record Outline(Optional<List<MimeField>> header, List<MimePart> files, boolean whole) {
  public Outline {
    header = header.map(List::copyOf);
    files = List.copyOf(files);
  }
}
