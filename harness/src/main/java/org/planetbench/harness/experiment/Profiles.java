package org.planetbench.harness.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.planetbench.agents.planet.Variant;
import org.planetbench.agents.settings.Setting;
import org.planetbench.suites.Suggestion;
import org.planetbench.suites.TaskId;

/**
 * The profiles that come with the harness ({@code harness/profiles}), and those of the user's own.
 */
public final class Profiles {
  /** The built-in profiles, from the quickest to the paper's. */
  public static final List<String> BUILT_IN =
      List.of(
          "smoke", "quick", "ci", "ablations", "related", "study", "evidence", "desktop", "paper");

  private Profiles() {}

  /**
   * Reads a profile.
   *
   * @param nameOrFile the name of a built-in profile, or a YAML file
   * @throws BadInputException naming the file, the key, what was expected and what was found
   */
  public static Profile load(String nameOrFile) {
    if (BUILT_IN.contains(nameOrFile)) {
      return parse(nameOrFile, "profile " + nameOrFile, resource(nameOrFile));
    }
    Path file = file(nameOrFile);
    if (!Files.exists(file) || file.getFileName() == null) {
      throw new BadInputException(
          "profile '"
              + nameOrFile
              + "': neither a built-in profile nor a file"
              + Suggestion.of(nameOrFile, BUILT_IN));
    }
    String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    if (name.matches("\\.*")) { // its runs would be in another folder than runs/<name>
      throw new BadInputException(
          "profile '%s': expected a file with a name before its ending, got none"
              .formatted(nameOrFile));
    }
    return parse(name, file.toString(), YamlSection.read(file));
  }

  private static Path file(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) { // in a locale that has not all of its characters
      throw new BadInputException("profile '%s': %s".formatted(name, e.getReason()), e);
    }
  }

  static Profile parse(String name, String where, String yaml) {
    YamlSection root = YamlSection.root(where, yaml);
    try {
      String title = root.text("title");
      String quality = root.text("render_quality", Optional.of("reference"));
      int threads = root.integer("threads", Optional.of(0));
      int jobs = root.integer("jobs", Optional.of(1));
      List<YamlSection> sections = root.sections("groups");
      List<CellGroup> groups = new ArrayList<>();
      long cells = 0;
      for (YamlSection section : sections.isEmpty() ? List.of(root) : sections) {
        groups.add(group(section));
        section.close();
        cells += groups.getLast().size();
        Profile.requireFew(cells); // before thousands of groups have each a list of thousands
      }
      Profile profile = new Profile(name, title, groups, quality, threads, jobs);
      requireDistinct(groups);
      return profile;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(where + ": " + e.getMessage(), e);
    }
  }

  private static CellGroup group(YamlSection section) {
    CellGroup group =
        new CellGroup(
            section.list("tasks", TaskId::new),
            section.list("variants", Cell::requireVariant),
            section.list("seeds", Profiles::seed),
            section.text("recipe"),
            section.map("set"),
            schedule(section.section("schedule")));
    group.set().keySet().forEach(key -> requireUse(group, key));
    return group;
  }

  /**
   * A setting may leave some of a group's variants as they are, but not all that learn: the others
   * have no model, and are not asked.
   */
  private static void requireUse(CellGroup group, String key) {
    Optional<IllegalArgumentException> useless = Optional.empty();
    for (Variant variant : Variant.all()) {
      if (variant.kind().learns() && group.variants().contains(variant.id())) {
        try {
          variant.requireUse(Set.of(key), group.set());
          return;
        } catch (IllegalArgumentException e) {
          useless = useless.or(() -> Optional.of(e));
        }
      }
    }
    if (useless.isPresent()) {
      throw useless.get();
    }
  }

  private static void requireDistinct(List<CellGroup> groups) {
    Set<Cell> seen = new HashSet<>();
    for (int i = 0; i < groups.size(); i++) {
      for (Cell cell : groups.get(i).cells()) {
        if (!seen.add(cell)) {
          throw new IllegalArgumentException(
              "groups[%d]: %s is in a group before; expected each cell in one group"
                  .formatted(i, cell.id()));
        }
      }
    }
  }

  /** A seed, as profiles and the command line write it. */
  public static long seed(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "a seed is a whole number from 0 to 999999999999999999 (several: 1,2,3), got '"
              + text
              + "'");
    }
    return Long.parseLong(text);
  }

  private static Schedule schedule(YamlSection section) {
    SequencedMap<String, String> counts = new LinkedHashMap<>();
    for (Setting<?> count : Schedule.SETTINGS) {
      Optional<Integer> otherwise = count.initial().map(Integer.class::cast);
      counts.put(count.key(), Integer.toString(section.integer(count.key(), otherwise)));
    }
    section.close();
    return Schedule.of(counts);
  }

  private static String resource(String name) {
    try (InputStream in = Profiles.class.getResourceAsStream("/profiles/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("profile " + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
