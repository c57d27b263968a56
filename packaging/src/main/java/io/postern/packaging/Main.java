package io.postern.packaging;

import io.postern.packaging.cli.Postern;

/** The program: what the command line says, and its exit code. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Postern.commandLine().execute(args));
  }
}
