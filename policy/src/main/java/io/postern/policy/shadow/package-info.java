/**
 * Other policies tried on the mail of this organisation before they are put in force: beside those
 * in force on real traffic, or on what was kept of messages that were judged. Nothing here changes
 * a decision, and nothing that is kept or reported holds content.
 */
@NullMarked
package io.postern.policy.shadow;

import org.jspecify.annotations.NullMarked;
