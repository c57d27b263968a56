package io.postern.policy.extract;

import io.postern.core.mime.Ambiguity;
import io.postern.core.mime.Ambiguity.Kind;
import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimeLimits;
import io.postern.core.mime.MimePart;
import io.postern.core.mime.MimeReader;
import io.postern.core.mime.PartVisitor;
import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes the outline of a message while it is read. For one message and one thread. */
public final class OutlineReader implements PartVisitor {
  private static final Logger LOG = LoggerFactory.getLogger(OutlineReader.class);

  /** What a reader shows without being asked to; a multipart without parts is shown as text. */
  private static final Set<String> SHOWN = Set.of("text", "multipart");

  /** After these nothing more is read. */
  private static final Set<Kind> ENDS =
      Set.of(Kind.TOO_DEEP, Kind.TOO_MANY_PARTS, Kind.TOO_SLOW, Kind.UNREADABLE);

  private final List<MimeField> header = new ArrayList<>();
  private final List<MimePart> files = new ArrayList<>();
  private boolean headerEnded;
  private boolean endedEarly;

  OutlineReader() {}

  /** The outline of a message that nothing else reads, as far as it can be read. Never throws. */
  public static Outline read(Content content) {
    OutlineReader reader = new OutlineReader();
    try (InputStream in = content.open()) {
      MimeReader.read(in, MimeLimits.DEFAULT, reader);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      LOG.error("content unreadable: {}", e.getClass().getName());
      reader.endedEarly = true;
    }
    return reader.seen();
  }

  /** The outline, where the reading came to the end of the header. */
  Optional<Outline> outline() {
    return headerEnded ? Optional.of(seen()) : Optional.empty();
  }

  private Outline seen() {
    boolean allFields = headerEnded || !endedEarly;
    return new Outline(allFields ? Optional.of(header) : Optional.empty(), files, !endedEarly);
  }

  @Override
  public void ambiguity(Ambiguity ambiguity) {
    endedEarly |= ENDS.contains(ambiguity.kind());
  }

  @Override
  public void field(String path, MimeField field) {
    if (path.isEmpty()) {
      header.add(field);
    }
  }

  @Override
  public void multipart(MimePart part) {
    headerEnded = true;
  }

  @Override
  public void message(MimePart part) {
    headerEnded = true;
    files.add(part);
  }

  @Override
  public void body(MimePart part, InputStream decoded) {
    headerEnded = true;
    boolean named = part.fileName().isPresent() || part.disposition().equals("attachment");
    if (named || !SHOWN.contains(part.mediaType())) {
      files.add(part);
    }
  }
}
