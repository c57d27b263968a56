/**
 * What the detector finds in a directory of labelled messages, and what it misses.
 *
 * <p>A detector that was tuned on the messages it is measured with shows nothing. Therefore each
 * collection is halved by a hash ({@link io.postern.bench.corpus.Half}): one half may be looked at,
 * the other gives the figures.
 *
 * <p>Standards: 45 CFR 160.103 and 164.514(b)(2)(i), which say what the labels mean.
 */
@NullMarked
package io.postern.bench.corpus;

import org.jspecify.annotations.NullMarked;
