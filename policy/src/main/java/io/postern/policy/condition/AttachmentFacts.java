package io.postern.policy.condition;

/**
 * What is asked about a file in a message. Its name is not kept: names of files name patients.
 *
 * @param type {@code type/subtype} as declared, in lower case
 * @param extension of the file's name without its dot, in lower case; empty where there is none
 */
public record AttachmentFacts(String type, String extension) {}
