package io.postern.web.portal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Reads a multipart/form-data body (RFC 7578) as it comes in: short fields first, then files, whose
 * bytes go straight on. Nothing touches the disk, where it would lie unsealed. For one thread.
 */
final class ReplyForm implements MultiPart.Parser.Listener {
  /** Longest text of a reply, in bytes. */
  static final int LONGEST_FIELD = 256 * 1024;

  private static final int MOST_PARTS = 30;
  private static final int HEADER = 8 * 1024;

  /** What becomes of what was read. */
  interface Sink {
    /** The fields before the first file, or all of them where there is none. */
    void fields(Map<String, String> fields, boolean filesFollow) throws IOException;

    void beginFile(String name) throws IOException;

    void file(byte[] bytes) throws IOException;

    void endFile() throws IOException;

    /** The form has ended in order. */
    void end() throws IOException;
  }

  /** The body is not such a form, or goes over a limit. */
  static final class MalformedFormException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFormException(String why) {
      super(why);
    }
  }

  private final Sink sink;
  private final Map<String, String> fields = new HashMap<>();
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private HttpFields.Mutable header = HttpFields.build();
  private @Nullable String fileName;
  private String name = "";
  private boolean fieldsGiven;
  private boolean fileBegun;
  private boolean complete;
  private @Nullable IOException failure;

  private ReplyForm(Sink sink) {
    this.sink = sink;
  }

  /**
   * Reads it all.
   *
   * @throws MalformedFormException where it is not well-formed
   * @throws IOException where the connection or the sink fails
   */
  static void read(InputStream in, String boundary, Sink sink) throws IOException {
    ReplyForm form = new ReplyForm(sink);
    MultiPart.Parser parser = new MultiPart.Parser(boundary, form);
    parser.setMaxParts(MOST_PARTS);
    parser.setPartHeadersMaxLength(HEADER);
    form.parse(parser, in);
  }

  private void parse(MultiPart.Parser parser, InputStream in) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    int n;
    while ((n = in.read(buffer)) >= 0) {
      feed(parser, Content.Chunk.from(ByteBuffer.wrap(buffer, 0, n), false));
    }
    feed(parser, Content.Chunk.EOF);
    if (!complete) {
      throw new MalformedFormException("the form ends too early");
    }
  }

  private void feed(MultiPart.Parser parser, Content.Chunk chunk) throws IOException {
    parser.parse(chunk);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void onPartBegin() {
    header = HttpFields.build();
    value.reset();
    fileBegun = false;
  }

  @Override
  public void onPartHeader(String headerName, String headerValue) {
    header.add(headerName, headerValue);
  }

  @Override
  public void onPartHeaders() {
    Map<String, String> parameters = new HashMap<>();
    HttpField disposition = header.getField("Content-Disposition");
    if (disposition != null) {
      HttpField.getValueParameters(disposition.getValue(), parameters);
    }
    name = parameters.getOrDefault("name", "");
    fileName = parameters.get("filename");
  }

  @Override
  public void onPartContent(Content.Chunk chunk) {
    byte[] bytes = new byte[chunk.getByteBuffer().remaining()];
    chunk.getByteBuffer().get(bytes);
    keepFailure(() -> take(bytes));
  }

  @Override
  public void onPartEnd() {
    keepFailure(this::endPart);
  }

  @Override
  public void onComplete() {
    keepFailure(() -> {
      giveFields(false);
      sink.end();
      complete = true;
    });
  }

  @Override
  public void onFailure(Throwable malformed) {
    keepFailure(() -> {
      throw new MalformedFormException("not a form with files");
    });
  }

  private void take(byte[] bytes) throws IOException {
    if (fileName == null) {
      takeField(bytes);
    } else if (bytes.length > 0) {
      beginFile(fileName);
      sink.file(bytes);
    }
  }

  private void takeField(byte[] bytes) throws IOException {
    if (fieldsGiven || value.size() + bytes.length > LONGEST_FIELD) {
      throw new MalformedFormException("a field after a file, or one that is too long");
    }
    value.writeBytes(bytes);
  }

  /** A browser sends an empty file where none was chosen; only bytes make one. */
  private void beginFile(String chosenName) throws IOException {
    if (!fileBegun) {
      fileBegun = true;
      giveFields(true);
      sink.beginFile(chosenName);
    }
  }

  private void endPart() throws IOException {
    if (fileBegun) {
      sink.endFile();
    } else if (fileName == null) {
      fields.put(name, value.toString(StandardCharsets.UTF_8));
    }
  }

  private void giveFields(boolean filesFollow) throws IOException {
    if (!fieldsGiven) {
      fieldsGiven = true;
      sink.fields(Map.copyOf(fields), filesFollow);
    }
  }

  /**
   * The parser swallows what its listener throws, and would go on as if nothing had been lost: so
   * the first failure is kept, nothing is done after it, and {@link #feed} throws it.
   */
  private void keepFailure(Step step) {
    if (failure != null) {
      return;
    }
    try {
      step.run();
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException("the reply could not be written", e);
    }
  }

  /** Work that can fail. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
