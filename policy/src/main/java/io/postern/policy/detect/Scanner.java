package io.postern.policy.detect;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Unscanned;
import io.postern.core.model.Verdict;
import io.postern.core.port.Content;
import io.postern.policy.extract.Attachments;
import io.postern.policy.extract.Extraction;
import io.postern.policy.extract.Outline;
import io.postern.policy.extract.PartText;
import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.TextExtractor;
import io.postern.policy.extract.TextSink;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;

/** Screens messages for protected health information. Immutable; safe for many threads. */
public final class Scanner {
  private static final double IDENTIFIED = 0.30;
  private static final double ABOUT_HEALTH = 0.45;
  private static final double HIGH = 0.75;
  private static final double MEDIUM = 0.50;
  private static final double LOW = 0.30;

  private final double threshold;
  private final MimeLimits limits;
  private final long maximumText;
  private final long unreadMedia;
  private final Attachments attachments;
  private final RuleSet rules;
  private final SecretKey key;

  /** With the rules that ship, a key that is forgotten with the process, and no file opened. */
  public Scanner(double threshold, MimeLimits limits, long maximumText, long unreadMedia) {
    this(threshold, limits, maximumText, unreadMedia, Attachments.UNOPENED);
  }

  /** With the rules that ship, and a key that is forgotten with the process. */
  public Scanner(
      double threshold,
      MimeLimits limits,
      long maximumText,
      long unreadMedia,
      Attachments attachments) {
    this(threshold, limits, maximumText, unreadMedia, attachments, RuleSet.builtIn());
  }

  /**
   * @param threshold score from which a message counts as PHI, 0 to 1
   * @param limits how far MIME structure is followed
   * @param maximumText most bytes of text that are read of one message
   * @param unreadMedia largest image, audio or video in bytes that does not make a message
   *     unscannable; 0 for none
   * @param attachments opens the files that are not text
   */
  public Scanner(
      double threshold,
      MimeLimits limits,
      long maximumText,
      long unreadMedia,
      Attachments attachments,
      RuleSet rules) {
    this(threshold, limits, maximumText, unreadMedia, attachments, rules, Fingerprint.passing());
  }

  private Scanner(
      double threshold,
      MimeLimits limits,
      long maximumText,
      long unreadMedia,
      Attachments attachments,
      RuleSet rules,
      SecretKey key) {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException("a threshold lies above 0 and up to 1");
    }
    this.threshold = threshold;
    this.limits = limits;
    this.maximumText = maximumText;
    this.unreadMedia = unreadMedia;
    this.attachments = attachments;
    this.rules = rules;
    this.key = key;
  }

  /**
   * The same scanner with another key.
   *
   * @param key of the installation, for HMAC-SHA-256: equal values in two messages have equal
   *     hashes
   */
  public Scanner keyed(SecretKey key) {
    return new Scanner(threshold, limits, maximumText, unreadMedia, attachments, rules, key);
  }

  /**
   * Gives each text of a message exactly as the rules see it, further readings included.
   *
   * @throws IOException where the content cannot be read from the store
   */
  public void texts(Content content, TextSink sink) throws IOException {
    Scan scan = new Scan(rules.lexicon());
    TextExtractor.extract(
        content,
        limits,
        maximumText,
        unreadMedia,
        attachments,
        text -> {
          sink.text(text);
          scan.run(text);
          Readings.of(text, scan, rules.lexicon()).forEach(sink::text);
        });
  }

  /**
   * What one reading of a message gives.
   *
   * @param tally how much was found
   * @param outline its fields and files, where the reading came so far
   */
  public record Scanned(Screening screening, Tally tally, Optional<Outline> outline) {}

  /**
   * Reads the message once and judges it. What cannot be read, whatever the reason, makes the
   * verdict {@link Verdict#UNSCANNABLE} unless PHI was found in the rest.
   */
  public Screening scan(Content content) {
    return read(content).screening();
  }

  /** The same, with the outline, so that who needs both reads once. */
  public Scanned read(Content content) {
    Run run = new Run();
    Extraction extraction = extract(content, run);
    return new Scanned(run.screening(extraction), run.evidence.tally(), extraction.outline());
  }

  private Extraction extract(Content content, Run run) {
    try {
      return TextExtractor.extract(
          content, limits, maximumText, unreadMedia, attachments, run::take);
    } catch (IOException e) {
      Unscanned all = new Unscanned("message", "its content cannot be read from the store");
      return new Extraction(List.of(all), true, List.of(), Optional.empty(), Optional.empty());
    }
  }

  /** The state of one scan. */
  private final class Run {
    private final Scan scan = new Scan(rules.lexicon());
    private final Zones zones = new Zones();
    private final Evidence evidence = new Evidence();
    private final Correspondents correspondents = new Correspondents(rules);
    private final Message message = new Message(evidence, correspondents, new Fingerprint(key));

    void take(PartText part) {
      if (part.form() == Form.CORRESPONDENT || part.form() == Form.LIST) {
        correspondents.field(part.part(), part.string());
      }
      if (part.form() == Form.LIST) {
        return;
      }
      read(part);
      for (PartText reading : Readings.of(part, scan, rules.lexicon())) {
        read(reading);
      }
    }

    private void read(PartText part) {
      scan.run(part);
      PartView view = new PartView(part, scan, zones, rules, message);
      zones.find(view);
      HealthRules.apply(view);
      view.personal.find();
      NumberRules.apply(view);
      PlaceRules.apply(view);
      WebAddresses.apply(view);
      rules.patterns().forEach(p -> p.apply(view));
      if (part.form() != Form.CORRESPONDENT) {
        NameRules.apply(view);
        if (part.form() != Form.FIELD) {
          NameForms.apply(view);
        }
        Addressee.apply(view);
        StructuredFormats.apply(view);
      }
    }

    Screening screening(Extraction extraction) {
      for (String part : extraction.dicom()) {
        StructuredFormats.dicom(part, evidence);
      }
      double score = Math.round(evidence.score() * 1000) / 1000.0;
      double alone = Math.round(evidence.alone() * 1000) / 1000.0;
      Verdict verdict = verdict(score, extraction);
      return new Screening(
          verdict,
          Math.max(score, alone),
          level(verdict, Math.max(score, alone)),
          evidence.findings(),
          extraction.unscanned(),
          Optional.of(evidence.patients()).filter(n -> n > 0));
    }

    private Verdict verdict(double score, Extraction extraction) {
      if (score >= threshold) {
        return Verdict.PHI;
      } else if (extraction.blind()) {
        return Verdict.UNSCANNABLE;
      } else if (evidence.alone() >= threshold) {
        return Verdict.IDENTIFIER_ONLY;
      } else if (evidence.healthiness() >= ABOUT_HEALTH) {
        return Verdict.HEALTH_ONLY;
      } else if (evidence.identity() >= IDENTIFIED) {
        return Verdict.IDENTIFIER_ONLY;
      }
      return extraction.protectedBy().isPresent() ? Verdict.ALREADY_PROTECTED : Verdict.NONE;
    }

    private String level(Verdict verdict, double score) {
      if (verdict == Verdict.PHI && evidence.patients() >= Screening.BULK) {
        return "bulk";
      } else if (score >= HIGH) {
        return "high";
      } else if (score >= MEDIUM) {
        return "medium";
      }
      return score >= LOW ? "low" : "none";
    }
  }
}
