package org.planetbench.results.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.InputFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * {@code CHANGES.md}: why each reference number is what it is. An entry names a family, the hash of
 * its files before and after, and the reason:
 *
 * <pre>- `own-ci` 0123456789ab -> ba9876543210: the reward head has a third layer</pre>
 *
 * The newest entry stands first. The entries of a family are a chain from {@code none} to what its
 * files are, so that a number that was edited without an entry is found, and so is an entry that
 * was taken away from the middle. That an entry at the end was not rewritten in place is for the
 * version control to say: {@code ci/gate.sh --base} asks it.
 */
public final class Changes {
  public static final String FILE = "CHANGES.md";

  private static final String NONE = "none";
  private static final int LIMIT = 64_000_000; // bytes
  private static final Pattern FAMILY = Pattern.compile("[a-z0-9-]+");
  private static final Pattern ENTRY =
      Pattern.compile(
          "- `(" + FAMILY.pattern() + ")` ([0-9a-f]{12}|none) -> ([0-9a-f]{12}|none): \\S.*");

  private Changes() {}

  private record Entry(String family, String before, String after) {}

  /** Whether an entry can name the family. */
  static boolean canName(String family) {
    return FAMILY.matcher(family).matches();
  }

  /**
   * @throws MalformedFileException naming a family that no entry can name, whose files are not what
   *     its last entry says, or whose entries are no chain, with the line to add
   */
  public static void requireExplained(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    Map<String, String> explained = new HashMap<>();
    List<Entry> entries = entries(file);
    for (Entry entry : entries.reversed()) {
      String before = explained.getOrDefault(entry.family, NONE);
      if (!entry.before.equals(before)) {
        throw MalformedFileException.in(
            file,
            "%s: expected an entry that starts from %s, where the one before it ended, got one from %s"
                .formatted(entry.family, before, entry.before));
      }
      explained.put(entry.family, entry.after);
    }
    List<String> families = References.families(folder);
    for (String family : families) {
      if (!canName(family)) {
        throw MalformedFileException.in(
            folder.resolve(family),
            "expected a family's name of [a-z0-9-], as entries of %s take it; rename its files, and the family in them"
                .formatted(FILE));
      }
    }
    TreeSet<String> all = new TreeSet<>(explained.keySet());
    all.addAll(families);
    for (String family : all) {
      String hash = families.contains(family) ? FamilyHash.of(folder, family) : NONE;
      String before = explained.getOrDefault(family, NONE);
      if (!hash.equals(before)) {
        throw MalformedFileException.in(
            file,
            "%s: its files were changed and no entry says why; `bench bless` writes one, or add above the others: - `%s` %s -> %s: the reason"
                .formatted(family, family, before, hash));
      }
    }
  }

  private static List<Entry> entries(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String line : lines(file)) {
      Matcher matcher = ENTRY.matcher(line);
      if (matcher.matches()) {
        entries.add(new Entry(matcher.group(1), matcher.group(2), matcher.group(3)));
      }
    }
    return entries;
  }

  private static List<String> lines(Path file) throws IOException {
    return InputFile.text(file, LIMIT).lines().toList();
  }

  /**
   * Puts an entry above the others.
   *
   * @param before the family's hash before its files were changed
   * @param moved one line for each number that is new, moved or gone
   */
  static void add(Path folder, String family, String before, String reason, List<String> moved)
      throws IOException {
    Path file = folder.resolve(FILE);
    List<String> lines = Files.exists(file) ? new ArrayList<>(lines(file)) : new ArrayList<>();
    if (lines.isEmpty()) {
      lines.addAll(List.of("# Why each number is here", ""));
    }
    int at = 0;
    while (at < lines.size() && !lines.get(at).startsWith("- ")) {
      at++;
    }
    List<String> entry = new ArrayList<>();
    entry.add(
        "- `%s` %s -> %s: %s".formatted(family, before, FamilyHash.of(folder, family), reason));
    moved.forEach(line -> entry.add("  - " + line));
    lines.addAll(at, entry);
    AtomicFile.write(file, String.join("\n", lines) + "\n");
  }

  /**
   * The hash that an entry starts from: where the one before it ended, whatever was done to the
   * files since, such as by a call that was killed.
   */
  static String before(Path folder, String family) throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      for (Entry entry : entries(file)) {
        if (entry.family.equals(family)) {
          return entry.after;
        }
      }
    }
    return Files.isDirectory(folder) && References.families(folder).contains(family)
        ? FamilyHash.of(folder, family)
        : NONE;
  }
}
