package org.planetbench.results.page;

import java.util.Optional;

/**
 * What a run looks like.
 *
 * @param leads whether it stands for the other seeds of its variant
 * @param evaluation a video
 * @param openLoop a film strip
 */
public record Showcase(
    String task,
    String cell,
    String line,
    boolean leads,
    Optional<Picture> evaluation,
    Optional<Picture> openLoop) {}
