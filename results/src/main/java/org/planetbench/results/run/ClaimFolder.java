package org.planetbench.results.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * The folder {@code .claim} of a run, in which the run is claimed across machines:
 *
 * <pre>
 *   .claim/7.free/             nobody has the run, which was claimed seven times
 *   .claim/8-5f3a.../          the eighth to claim it has it
 *   .claim/8-5f3a.../5f3a...   a link to the run's folder: its owner works through it
 *   .claim/5f3a....json        who that is; written again and again as a sign of life
 * </pre>
 *
 * <p>To claim, to take over and to give back is one rename each of the one folder with a number,
 * which only rises: of several who try at once, one still finds the old name. This needs no lock of
 * the file system, and no two clocks that agree.
 *
 * <p>The hazard is an owner that was paused and goes on after the run was taken over. All its paths
 * lead through a name that is no more, so that whatever it opens, renames or deletes fails. A file
 * that it has open already is none of the run's any more: see {@link #renewFiles}.
 */
final class ClaimFolder {
  static final String NAME = ".claim";

  /** How old the last sign of life is of an owner that counts as dead. */
  static final Duration STALE = Duration.ofMinutes(5);

  private static final Pattern NUMBERED =
      Pattern.compile("([0-9]{1,18})(?:\\.free|-([0-9a-f]{16}))");

  private static final Pattern OF_AN_OWNER =
      Pattern.compile(NUMBERED.pattern() + "|[0-9a-f]{16}\\.json");

  private final Path run;
  private final Path folder;
  private final Owner self;
  private final Duration stale;

  /**
   * @param run the folder of a run
   * @param self who looks, or claims
   */
  ClaimFolder(Path run, Owner self, Duration stale) {
    this.run = run;
    this.folder = run.resolve(NAME);
    this.self = self;
    this.stale = stale;
  }

  /** What the names say: {@code token} is that of the owner's files; nobody has one. */
  private record State(long generation, Path folder, Optional<String> token) {}

  /** What is known of the claim now; empty where nobody has the run. */
  Optional<Claimant> look() throws IOException {
    Optional<State> state = state();
    return state.isPresent() ? claimant(state.get()) : Optional.empty();
  }

  private Optional<Claimant> claimant(State state) throws IOException {
    if (state.token.isEmpty()) {
      return Optional.empty();
    }
    Path file = file(state.token.get());
    Optional<Owner> owner = Owner.read(file);
    if (owner.isEmpty() && !state().equals(Optional.of(state))) {
      return look(); // it was given back or taken over since its name was read
    }
    Instant sign = lastSign(file, state.folder);
    Claimant.Standing standing =
        switch (owner.map(known -> known.seenBy(self)).orElse(Owner.Life.UNKNOWN)) {
          case ALIVE -> Claimant.Standing.ALIVE;
          case DEAD -> Claimant.Standing.DEAD;
          case UNKNOWN ->
              Duration.between(sign, now()).abs().compareTo(stale) > 0 // the clock may be set back
                  ? Claimant.Standing.STALE
                  : Claimant.Standing.PERHAPS_ALIVE;
        };
    return Optional.of(
        new Claimant(owner, owner.filter(self::isSameProcess).isPresent(), sign, standing));
  }

  /**
   * Where there is no such file, the last change of hands counts, which the numbered folder has the
   * time of; the folder around changes with each look what time it is, and counts only where the
   * run changes hands at this very moment.
   */
  private Instant lastSign(Path file, Path numbered) throws IOException {
    for (Path changed : List.of(file, numbered)) {
      try {
        return Files.getLastModifiedTime(changed).toInstant();
      } catch (NoSuchFileException e) {
        // the next one knows less
      }
    }
    return Files.getLastModifiedTime(folder).toInstant();
  }

  /** By the clock of the file system, as signs of life are: two machines' may differ. */
  private Instant now() throws IOException {
    Path probe = folder.resolve("." + token() + ".clock");
    try {
      Files.createFile(probe);
    } catch (FileSystemException e) {
      return Instant.now(); // who may only look has no other
    }
    Instant now = lastSign(probe, probe);
    Files.deleteIfExists(probe);
    return now;
  }

  /**
   * Claims the run; empty if another process, or another part of this one, has it, or was quicker.
   *
   * @throws UnwritableFileException if the folder can't be written
   */
  Optional<RunClaim> take() throws IOException {
    try {
      Optional<State> state = foundedState();
      if (state.isEmpty()) {
        return Optional.empty();
      }
      Optional<Claimant> before = claimant(state.get());
      return before.isPresent() && before.get().standing().mayLive()
          ? Optional.empty()
          : take(state.get(), before.isPresent() && !isSeenDead(before.get()));
    } catch (UnwritableFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UnwritableFileException(folder, e);
    }
  }

  /**
   * Whether it can do nothing any more, not even late. Of a job on another machine a scheduler says
   * so too early: a node that was lost may come back, and write what its system still held.
   */
  private boolean isSeenDead(Claimant before) {
    return before.standing() == Claimant.Standing.DEAD
        && before.owner().filter(self::isOnTheMachineOf).isPresent();
  }

  private Optional<RunClaim> take(State state, boolean mayBePaused) throws IOException {
    List<Path> before = entries(folder);
    String token = token();
    Path sign = file(token);
    Path held = folder.resolve((state.generation + 1) + "-" + token);
    write(sign);
    if (!renamed(state.folder, held)) {
      Files.deleteIfExists(sign);
      return Optional.empty();
    }
    RunClaim claim = new RunClaim(run, held, sign, state.generation + 1);
    try {
      if (state.generation == 0) {
        for (Path left : entries(run)) {
          if (left.getFileName().toString().matches("\\.claim-[0-9a-f]{16}\\.tmp")) {
            remove(left); // of somebody who founded it, too, and was killed
          }
        }
      }
      for (Path left : before) { // and none that came since: it is another's
        if (OF_AN_OWNER.matcher(left.getFileName().toString()).matches()) {
          remove(left);
        }
      }
      claim.makeLink(entries(held));
      if (mayBePaused) {
        renewFiles(claim.folder().path());
      }
      return Optional.of(claim);
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /**
   * Nobody reads it before the folder with the number has its token, so that it can be written in
   * place: a temporary file would be another's left-over to whoever sees no locks of this machine.
   */
  private void write(Path sign) throws IOException {
    try {
      Files.writeString(
          sign,
          self.toText(),
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
    } catch (IOException e) {
      Files.deleteIfExists(sign);
      throw new UnwritableFileException(sign, e);
    }
  }

  /** Whose it is may be removing it, too, on another machine. */
  private static void remove(Path left) {
    try {
      AtomicFile.deleteFolder(left);
    } catch (IOException e) {
      // It does no harm: the other one, or the next claim, removes the rest.
    }
  }

  /**
   * Whether this rename was done, and not another's before. A network file system may do it and
   * report that there was nothing left to do; what this machine remembers of the old name may then
   * still be that it is there, but it remembers nothing of the new one.
   */
  static boolean renamed(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException e) {
      return Files.isDirectory(to);
    } catch (FileSystemException e) {
      if (Files.isDirectory(to) && !Files.exists(from)) {
        return true;
      }
      if (Files.exists(from)) {
        throw e;
      }
      return false;
    }
  }

  /** Empty if another founded it just now, and this machine does not see it yet. */
  private Optional<State> foundedState() throws IOException {
    Optional<State> state = state();
    if (state.isEmpty()) {
      found();
      state = state();
    }
    if (state.isEmpty() && Files.isDirectory(folder)) {
      throw new IOException("expected a folder with a number in it, got none; remove it to go on");
    }
    return state;
  }

  /** Whole or not at all: of several who do so at once, one finds no such folder. */
  private void found() throws IOException {
    Path founded = run.resolve(NAME + "-" + token() + ".tmp");
    try {
      Files.createDirectories(founded.resolve("0.free"));
      Files.move(founded, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      remove(founded);
      if (!isInTheWay(e) && !Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  /** What a network file system says of a folder that this machine may not see yet. */
  private static boolean isInTheWay(FileSystemException e) {
    return e instanceof FileAlreadyExistsException || "Directory not empty".equals(e.getReason());
  }

  /**
   * Gives what is written in place, the tables, to new files of the same names, and deletes what is
   * half-written: an owner that was paused may have either open. Lines of its in the log do no
   * harm.
   *
   * @param linked the run's folder, by the path of its owner, which may be paused here itself
   */
  private static void renewFiles(Path linked) throws IOException {
    for (String replay : List.of("episodes", "episodes/held_out")) {
      Files.deleteIfExists(linked.resolve(replay).resolve("new.npz"));
      Files.deleteIfExists(linked.resolve(replay).resolve("new.npz.tmp"));
    }
    for (Path file : entries(linked)) {
      String name = file.getFileName().toString();
      if (Files.isRegularFile(file) && !name.startsWith(".") && !name.equals(RunFolder.LOG)) {
        AtomicFile.write(file, out -> Files.copy(file, out));
      }
    }
  }

  /**
   * The higher of two numbers counts, and of two that are equal the free one: an owner that writes
   * a checkpoint while its end gives the run back makes anew the folders that lead there.
   */
  private Optional<State> state() throws IOException {
    return entries(folder).stream()
        .flatMap(entry -> state(entry).stream())
        .max(
            Comparator.comparingLong(State::generation)
                .thenComparing(state -> state.token.isEmpty()));
  }

  private static Optional<State> state(Path entry) {
    Matcher name = NUMBERED.matcher(entry.getFileName().toString());
    return name.matches()
        ? Optional.of(
            new State(Long.parseLong(name.group(1)), entry, Optional.ofNullable(name.group(2))))
        : Optional.empty();
  }

  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private Path file(String token) {
    return folder.resolve(token + ".json");
  }

  private static String token() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }
}
