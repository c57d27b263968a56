package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HtmlTextTest {
  private static String text(String html) {
    CharBuffer out = new CharBuffer(16);
    HtmlText.extract(html.toCharArray(), html.length(), out);
    return new String(out.chars, 0, out.length).strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12<b></b>3-45|123-45",
        "<p>a</p><p>b</p>|a#b",
        "a<br>b|a#b",
        "&#49;&#x32;3|123",
        "&#0000049;2|12",
        "x &amp; y &unknown; z|x & y &unknown; z",
        "a<!-- kept --!>b|a# kept --!>b",
        "<style>p{color:red}</style>a|a#p{color:red}",
        "<style>never closed|never closed",
        "x<p never closed|x# never closed",
        "<a href='mailto:a@b?body=Ann'>x</a>|x#mailto:a@b?body=Ann",
        "<p data-note='Ann'>x|Ann#x",
        "1<?xml:x y?>2|12#?xml:x y?",
        "<img alt=\"chart of Ann\">|chart of Ann",
        "<span style='display:none'>hidden</span>|hidden",
        "a < b|a < b",
        "<td>a</td><td>b</td>|a#b",
        "<!-- never closed a|never closed a",
        "<p title='never closed>a</p>|a",
      })
  void extract_html_givesItsText(String html, String want) {
    assertThat(text(html)).isEqualTo(want.replace('#', '\n'));
  }

  @Test
  void extract_hugeUnclosed_takesLinearTime() {
    String html = "<a href='".repeat(200_000);
    long start = System.nanoTime();
    text(html);
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }
}
