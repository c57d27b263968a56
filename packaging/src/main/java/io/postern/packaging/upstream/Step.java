package io.postern.packaging.upstream;

/**
 * One thing that an admin does at the provider.
 *
 * @param title what it is for
 * @param text commands to paste, or where to click, with the values to enter
 */
public record Step(String title, String text) {}
