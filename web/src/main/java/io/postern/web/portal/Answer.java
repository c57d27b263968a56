package io.postern.web.portal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** What a request gets, apart from the headers that every response has. */
sealed interface Answer {
  /** Cookies to set, as values of Set-Cookie. */
  List<String> cookies();

  /** Writes a body as it goes. */
  @FunctionalInterface
  interface Body {
    void write(OutputStream out) throws IOException;
  }

  /** A page of ours. */
  record Page(int status, View view, List<String> cookies) implements Answer {
    public Page {
      cookies = List.copyOf(cookies);
    }
  }

  /** Go there with GET (RFC 9110 15.4.4). */
  record SeeOther(String path, List<String> cookies) implements Answer {
    public SeeOther {
      cookies = List.copyOf(cookies);
    }
  }

  /** The text of a stranger's message, for the frame. */
  record Frame(Body body) implements Answer {
    @Override
    public List<String> cookies() {
      return List.of();
    }
  }

  /** A file to be stored by the browser. */
  record Download(String type, String safeName, Body body) implements Answer {
    @Override
    public List<String> cookies() {
      return List.of();
    }
  }

  /** A file of ours. */
  record Asset(String type, byte[] bytes) implements Answer {
    @Override
    public List<String> cookies() {
      return List.of();
    }
  }

  static Answer page(int status, View view) {
    return new Page(status, view, List.of());
  }

  static Answer seeOther(String path) {
    return new SeeOther(path, List.of());
  }
}
