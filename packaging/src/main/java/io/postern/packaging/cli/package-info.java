/**
 * The {@code postern} command line: one command per file. Exit code 0 is good, 1 a finding (mail
 * that is held, a check that failed, nothing found), 2 misuse or a configuration that cannot be
 * used, with one line per problem on standard error.
 */
@NullMarked
package io.postern.packaging.cli;

import org.jspecify.annotations.NullMarked;
