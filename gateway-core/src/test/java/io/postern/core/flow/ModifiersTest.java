package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Judgement;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Modifiers;
import io.postern.core.model.Modifiers.ArchiveCopy;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Rewriting;
import io.postern.core.model.Screening;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.queue.HeldMail;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FakeCourier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What policy wants besides: copies for the archive, words for the sender, changes on the way. */
class ModifiersTest {
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final Reasons REASONS = Reasons.of("10.yaml: r", "verdict phi, score 0.8");
  private static final Rewriting REWRITING =
      new Rewriting(List.of("[x]"), Optional.of("S"), Map.of("X-A", "b"), Optional.of("hello"));
  private static final String LETTER = "From: a@clinic.example\nSubject: x\n\nThe letter.\n";

  @TempDir private Path directory;
  private Spine spine;

  @BeforeEach
  void build() {
    spine = Spine.open(directory, 100);
    spine.start();
  }

  @AfterEach
  void close() {
    spine.close();
  }

  private static Modifiers archive(String... addresses) {
    List<ArchiveCopy> copies =
        Stream.of(addresses).map(a -> new ArchiveCopy(Mailbox.parse(a), List.of(TLS))).toList();
    return new Modifiers(Rewriting.NONE, copies, Optional.empty());
  }

  private static Modifiers notice(String text) {
    return new Modifiers(Rewriting.NONE, List.of(), Optional.of(text));
  }

  private MessageId accept(String letter, Modifiers modifiers, String... to) throws IOException {
    spine.policy((e, c) ->
        new Judgement(
            Screening.OWN_MAIL,
            e.to().stream()
                .map(r -> (Decision) new Decision.Deliver(r, List.of(TLS), REASONS, modifiers))
                .toList()));
    return offer(letter, to);
  }

  private MessageId offer(String letter, String... to) throws IOException {
    Envelope envelope =
        new Envelope(
            MessageId.create(spine.clock().millis()),
            new Upstream(
                "office", Upstream.Kind.NETWORK, "192.0.2.1", "h", "ESMTP", Optional.empty()),
            ReversePath.of("dr@clinic.example"),
            Stream.of(to).map(Recipient::of).toList(),
            spine.clock().instant(),
            EsmtpOptions.NONE);
    try (Draft draft = spine.flow().newDraft(envelope.id())) {
      draft.sink().write(BytesContent.of(letter).bytes());
      return ((Acceptance.Accepted) spine.flow().accept(envelope, draft)).id();
    }
  }

  private List<String> reached() {
    return spine.courier().carried().stream()
        .flatMap(c -> c.consignment().recipients().stream())
        .map(r -> r.mailbox().address())
        .sorted()
        .toList();
  }

  @Test
  void accept_archive_getsOneCopyOfWhichNobodyHears() throws IOException {
    MessageId id = accept(LETTER, archive("j@archive.example"), "b@x.example", "c@y.example");

    await().until(() -> spine.story(id).contains("shredded"));
    assertThat(reached()).containsExactly("b@x.example", "c@y.example", "j@archive.example");
    Recipient copy =
        spine.courier().carried().stream()
            .flatMap(c -> c.consignment().recipients().stream())
            .filter(r -> r.mailbox().domain().equals("archive.example"))
            .findFirst()
            .orElseThrow();
    assertThat(copy.wantsFailureNotice()).isFalse();
  }

  @Test
  void accept_archiveThatCannotBeProtected_isHeldAndTheOthersGo() throws IOException {
    spine
        .courier()
        .answer((c, r) ->
            r.mailbox().domain().equals("archive.example")
                ? new Outcome.Unprotectable("no STARTTLS", Optional.empty())
                : FakeCourier.delivered("tls"));

    MessageId id = accept(LETTER, archive("j@archive.example"), "b@x.example");

    await().until(() -> spine.story(id).contains("held"));
    assertThat(spine.admin().list(Optional.of("held"), 10))
        .singleElement()
        .satisfies(row -> assertThat(row.recipients()).containsExactly("j@archive.example"));
  }

  @Test
  void accept_senderNotice_tellsTheSenderWhatAndWhy() throws IOException {
    MessageId id = accept(LETTER, notice("We looked."), "b@x.example");

    await().until(() -> reached().contains("dr@clinic.example"));
    await().until(() -> spine.story(id).contains("notified"));
    String told =
        spine.courier().carried().stream()
            .filter(c ->
                c.consignment().recipients().getFirst().mailbox().domain().equals("clinic.example"))
            .map(ModifiersTest::text)
            .findFirst()
            .orElseThrow();
    assertThat(told)
        .contains("Auto-Submitted: auto-generated", "We looked.", "to b@x.example: it goes by tls")
        .contains("rule: 10.yaml: r", "reason: verdict phi, score 0.8")
        .doesNotContain("The letter", "Subject: x");
  }

  private static String text(FakeCourier.Carried carried) {
    return new String(carried.content().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void accept_senderNoticeForAutomaticMail_isNotWritten() throws IOException {
    for (String field :
        List.of("Auto-Submitted: auto-replied", "Precedence: list", "List-Id: <l>")) {
      MessageId id = accept(field + "\n" + LETTER, notice("no"), "b@x.example");
      await().until(() -> spine.story(id).contains("shredded"));
      assertThat(spine.story(id)).doesNotContain("notified");
    }
    assertThat(reached()).doesNotContain("dr@clinic.example");
  }

  @Test
  void accept_rewriting_reachesTheCourierAlsoAfterHoldAndFallback() throws IOException {
    Modifiers modifiers = new Modifiers(REWRITING, List.of(), Optional.empty());
    spine
        .courier()
        .answer((c, r) ->
            c.protection().equals(TLS)
                ? new Outcome.Unprotectable("no STARTTLS", Optional.empty())
                : FakeCourier.delivered("smime"));
    spine.policy((e, c) ->
        new Judgement(
            Screening.OWN_MAIL,
            List.of(
                new Decision.Hold(
                    e.to().getFirst(),
                    "q",
                    REASONS,
                    List.of(TLS, new Protection.Smime()),
                    HoldTerms.UNTIL_DECIDED,
                    modifiers))));

    MessageId id = offer(LETTER, "b@x.example");
    spine.held().release(HeldMail.Choice.all(id), List.of(), "pat");

    await().until(() -> spine.story(id).contains("shredded"));
    assertThat(spine.courier().carried())
        .hasSize(2)
        .extracting(c -> c.consignment().rewriting())
        .containsOnly(REWRITING);
  }
}
