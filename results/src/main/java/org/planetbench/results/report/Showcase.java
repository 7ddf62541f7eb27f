package org.planetbench.results.report;

import java.util.Optional;

/**
 * What a run looks like.
 *
 * @param evaluation a video
 * @param openLoop a film strip
 */
record Showcase(
    String cell, String line, Optional<Picture> evaluation, Optional<Picture> openLoop) {}
