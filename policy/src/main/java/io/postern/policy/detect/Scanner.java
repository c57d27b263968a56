package io.postern.policy.detect;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Unscanned;
import io.postern.core.model.Verdict;
import io.postern.core.port.Content;
import io.postern.policy.extract.Attachments;
import io.postern.policy.extract.Extraction;
import io.postern.policy.extract.PartText;
import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.TextExtractor;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Screens messages for protected health information. Immutable; safe for many threads. */
public final class Scanner {
  private static final double IDENTIFIED = 0.30;
  private static final double ABOUT_HEALTH = 0.45;

  private final double threshold;
  private final MimeLimits limits;
  private final long maximumText;
  private final long unreadMedia;
  private final Attachments attachments;
  private final Lexicon lexicon = Lexicon.builtIn();

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
      Attachments attachments) {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException("a threshold lies above 0 and up to 1");
    }
    this.threshold = threshold;
    this.limits = limits;
    this.maximumText = maximumText;
    this.unreadMedia = unreadMedia;
    this.attachments = attachments;
  }

  /**
   * Reads the message once and judges it. What cannot be read, whatever the reason, makes the
   * verdict {@link Verdict#UNSCANNABLE} unless PHI was found in the rest.
   */
  public Screening scan(Content content) {
    Message message = new Message();
    Extraction extraction;
    try {
      extraction =
          TextExtractor.extract(
              content, limits, maximumText, unreadMedia, attachments, message::take);
    } catch (IOException e) {
      return unreadable(message);
    }
    return message.screening(extraction);
  }

  private Screening unreadable(Message message) {
    Unscanned all = new Unscanned("message", "its content cannot be read from the store");
    Extraction none = new Extraction(List.of(all), true, List.of(), java.util.Optional.empty());
    return message.screening(none);
  }

  /** The state of one scan. */
  private final class Message {
    private final Scan scan = new Scan(lexicon);
    private final Zones zones = new Zones();
    private final Evidence evidence = new Evidence();
    private final Set<String> writers = new HashSet<>();

    void take(PartText part) {
      if (part.part().equals("header:from") || part.part().equals("header:sender")) {
        writers(part.string());
      }
      scan.run(part);
      zones.find(scan, lexicon);
      PartView view = new PartView(part, scan, zones, lexicon, evidence);
      HealthRules.apply(view);
      NumberRules.apply(view);
      NameRules.apply(view, writers);
      PlaceRules.apply(view);
      if (part.form() != Form.CORRESPONDENT) {
        StructuredFormats.apply(view);
      }
    }

    private void writers(String from) {
      int address = from.indexOf('<');
      String name = address < 0 ? from : from.substring(0, address);
      for (String word : name.toLowerCase(Locale.ROOT).split("[^\\p{L}']+")) {
        if (word.length() > 2) {
          writers.add(word);
        }
      }
    }

    Screening screening(Extraction extraction) {
      for (String part : extraction.dicom()) {
        evidence.structured(Evidence.finding("format.dicom", part, 0, 0, "format.dicom", 0.97, ""));
      }
      double score = Math.round(evidence.score() * 1000) / 1000.0;
      return new Screening(
          verdict(score, extraction),
          score,
          level(score),
          evidence.findings(),
          extraction.unscanned());
    }

    private Verdict verdict(double score, Extraction extraction) {
      if (score >= threshold) {
        return Verdict.PHI;
      } else if (extraction.blind()) {
        return Verdict.UNSCANNABLE;
      }
      boolean health = evidence.healthiness() >= ABOUT_HEALTH;
      boolean identified = evidence.identity() >= IDENTIFIED;
      if (health) {
        return Verdict.HEALTH_ONLY;
      }
      if (identified) {
        return Verdict.IDENTIFIER_ONLY;
      }
      return extraction.protectedBy().isPresent() ? Verdict.ALREADY_PROTECTED : Verdict.NONE;
    }
  }

  private static String level(double score) {
    if (score >= 0.75) {
      return "high";
    } else if (score >= 0.50) {
      return "medium";
    }
    return score >= 0.30 ? "low" : "none";
  }
}
