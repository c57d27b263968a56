package io.postern.core.trail;

import io.postern.config.Json;
import io.postern.core.audit.AuditFilter;
import io.postern.core.audit.AuditLink;
import io.postern.core.audit.ChainHead;
import io.postern.core.audit.HeadSeal;
import io.postern.core.model.MessageId;
import io.postern.core.seal.RootKey;
import io.postern.core.store.AuditRows;
import io.postern.core.store.AuditRows.SealedHead;
import io.postern.core.store.Database;
import io.postern.core.trail.Verification.Finding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads the audit trail. Long walks go page by page, each a query of its own, so that they neither
 * fill memory nor keep the store from tidying up. Thread-safe. Every method throws {@link
 * io.postern.core.store.StoreException} where the store cannot be read.
 */
public final class AuditTrail {
  private static final int PAGE = 2_000;

  private final Database database;
  private final HeadSeal seal;

  public AuditTrail(Database database, RootKey root) {
    this.database = database;
    this.seal = new HeadSeal(root);
  }

  /** The whole story of one message, oldest first. */
  public List<AuditLink> ofMessage(MessageId id) {
    return database.read(c -> AuditRows.ofMessage(c, id));
  }

  /**
   * The newest that fit, newest first.
   *
   * @param limit how many at most
   */
  public List<AuditLink> search(AuditFilter filter, int limit) {
    return database.read(c -> AuditRows.search(c, filter, limit));
  }

  /** Checks every link of every chain, and where the chains end. */
  public Verification verify() {
    long links = 0;
    List<ChainHead> heads = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (String stream : database.read(AuditRows::streams)) {
      ChainCheck check = verify(stream);
      links += check.links();
      heads.add(check.head());
      findings.addAll(check.findings());
    }
    return new Verification(links, heads, findings);
  }

  private ChainCheck verify(String stream) {
    ChainCheck check = new ChainCheck(stream);
    Page page = page(stream, Long.MIN_VALUE);
    page.links().forEach(check::link);
    while (!page.last()) {
      page = page(stream, page.lastSeq());
      page.links().forEach(check::link);
    }
    check.end(page.head(), seal);
    return check;
  }

  /** Links and the head at the same moment; events may be appended while we walk. */
  private record Page(List<AuditLink> links, Optional<SealedHead> head) {
    boolean last() {
      return links.size() < PAGE;
    }

    long lastSeq() {
      return links.getLast().seq();
    }
  }

  private Page page(String stream, long after) {
    return database.read(
        c -> new Page(AuditRows.page(c, stream, after, PAGE), AuditRows.head(c, stream)));
  }

  /**
   * Writes every link as one line of JSON, chain after chain, in order. Hash and body are given as
   * they were hashed, so that the chain can be checked without this program.
   *
   * @throws IOException where the stream fails
   */
  public void export(OutputStream out) throws IOException {
    for (String stream : database.read(AuditRows::streams)) {
      export(stream, out);
    }
  }

  private void export(String stream, OutputStream out) throws IOException {
    Page page = page(stream, Long.MIN_VALUE);
    write(page.links(), out);
    while (!page.last()) {
      page = page(stream, page.lastSeq());
      write(page.links(), out);
    }
  }

  private static void write(List<AuditLink> links, OutputStream out) throws IOException {
    for (AuditLink link : links) {
      out.write((line(link) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The body goes in byte for byte; parsing it first keeps a forged one from forging lines. */
  private static String line(AuditLink link) {
    HexFormat hex = HexFormat.of();
    return "{\"at\":"
        + Json.write(link.at())
        + ",\"event\":"
        + body(link)
        + ",\"hash\":\""
        + hex.formatHex(link.hash())
        + "\",\"message\":"
        + Json.write(link.message())
        + ",\"prev\":\""
        + hex.formatHex(link.prev())
        + "\",\"seq\":"
        + link.seq()
        + ",\"stream\":"
        + Json.write(link.stream())
        + ",\"type\":"
        + Json.write(link.type())
        + "}";
  }

  private static String body(AuditLink link) {
    try {
      Json.readObject(link.body());
      return link.body().indexOf('\n') < 0 ? link.body() : Json.write(link.body());
    } catch (IllegalArgumentException e) {
      return Json.write(link.body());
    }
  }
}
