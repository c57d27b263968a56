package io.postern.config.settings;

import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Policies and detector. */
public record PolicySettings(
    @Doc("The directory of policy files, relative to the home.") @Default("policies")
        Path directory,
    @Doc(
            "How often policy files and lists are looked at; a change to a policy file is taken over"
                + " once the files look the same twice.")
        @Default("2s")
        @Range(min = "10ms", max = "1h")
        Duration reloadInterval,
    @Doc(
            "How long the facts of judged messages, without content, are kept for postern policy replay; 0 keeps none.")
        @Default("30d")
        @Range(min = "0s", max = "3650d")
        Duration replayRetention,
    @Doc("Score from which a message counts as PHI, 0 to 1.")
        @Default("0.40")
        @Range(min = "0", max = "1")
        double threshold,
    @Doc("Longest text of one message that is scanned; more is unscannable.")
        @Default("5MiB")
        @Range(min = "64KiB", max = "1GiB")
        DataSize maximumText,
    @Doc("Deepest nesting of MIME parts.") @Default("20") @Range(min = "1", max = "100")
        int maximumDepth,
    @Doc("Most MIME parts.") @Default("1000") @Range(min = "1", max = "100000") int maximumParts,
    @Doc("Longest time in which one message is read, its files included; the rest is unscannable.")
        @Default("1m")
        @Range(min = "1s", max = "10m")
        Duration maximumTime,
    @Doc("An image, audio or video larger than this is unscannable; 0 makes every one so.")
        @Default("64KiB")
        @Range(min = "0", max = "1GiB")
        DataSize unreadImage,
    @Doc(
            value =
                "A file that sets the detector's rules, relative to the home; without it the pack hipaa as it ships.",
            example = "detector.yaml")
        Optional<Path> detector,
    @Doc("Recognise text in pictures and scanned pages with the tesseract command.")
        @Default("false")
        boolean ocr,
    @Doc("How files in messages are opened: documents, archives.") @Default("{}")
        Attachments attachments,
    @Doc(
            "How far decisions are carried out, until postern policy mode switches: enforce does,"
                + " hold lets nothing leave or bounce, observe only records them and delivers"
                + " everything unprotected.")
        @Default("enforce")
        Mode mode,
    @Doc(
            "You know that mode observe delivers health information in clear. Without this it"
                + " cannot be switched on.")
        @Default("false")
        boolean observeDeliversUnprotected,
    @Doc("Stops all mail where too much of it goes wrong at once. Without it nothing does.")
        Optional<Breaker> breaker) {
  public PolicySettings {
    if (mode == Mode.OBSERVE && !observeDeliversUnprotected) {
      throw new IllegalArgumentException(
          "mode observe delivers health information in clear:"
              + " observe_delivers_unprotected: true must acknowledge it");
    }
  }

  /** How far decisions of policy are carried out. */
  public enum Mode {
    /** Decided and recorded, and delivered as without a policy: health information in clear. */
    OBSERVE,
    /** Nothing leaves and nothing bounces; what comes is kept until a person releases it. */
    HOLD,
    /** As decided. */
    ENFORCE;

    /** As it is written. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** When so much mail goes wrong that all of it is held. */
  public record Breaker(
      @Doc("Share of recipients that would bounce, be refused or go to the portal, below 1.")
          @Default("0.5")
          @Range(min = "0.001", max = "0.999")
          double share,
      @Doc("Recipients within the window below which nothing is concluded.")
          @Default("100")
          @Range(min = "1", max = "1000000")
          int minimum,
      @Doc("The window.") @Default("10m") @Range(min = "1m", max = "24h") Duration window) {}

  /** How files in messages are opened, in processes of their own. */
  public record Attachments(
      @Doc("Most processes that open files, started when needed; 0 opens none.")
          @Default("2")
          @Range(min = "0", max = "64")
          int workers,
      @Doc("Heap of one process. It needs up to 200 MiB more.")
          @Default("256MiB")
          @Range(min = "64MiB", max = "16GiB")
          DataSize heap,
      @Doc("Longest time for the files of one message; what is left then is unscannable.")
          @Default("8s")
          @Range(min = "100ms", max = "5m")
          Duration time,
      @Doc("How long a message waits for a process that is free.")
          @Default("20s")
          @Range(min = "0s", max = "2m")
          Duration patience,
      @Doc("Largest file that is opened.") @Default("32MiB") @Range(min = "64KiB", max = "1GiB")
          DataSize fileSize,
      @Doc("Most entries of archives and embedded files in one file, all levels together.")
          @Default("1000")
          @Range(min = "1", max = "1000000")
          int entries,
      @Doc("Deepest nesting of files in files.") @Default("5") @Range(min = "1", max = "50")
          int depth,
      @Doc("Most bytes that one file may have after decompression, all levels together.")
          @Default("100MiB")
          @Range(min = "1MiB", max = "10GiB")
          DataSize expanded,
      @Doc("Most bytes after decompression for one before, from 1 MiB on.")
          @Default("200")
          @Range(min = "2", max = "2000")
          int ratio,
      @Doc("Files after which a process is replaced.")
          @Default("500")
          @Range(min = "1", max = "1000000")
          int filesPerWorker,
      @Doc("Bytes of files after which a process is replaced.")
          @Default("256MiB")
          @Range(min = "1MiB", max = "1000GiB")
          DataSize bytesPerWorker) {}
}
