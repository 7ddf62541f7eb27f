package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of a process that dies at a chosen step. Steps are what changes files: to open one for
 * writing, to write, cut or flush it, to make a folder, to move, link or delete. The step at which
 * it dies is not done, but for a write, of which half is; from then on nothing is, whatever {@code
 * finally} blocks try: what is left is what SIGKILL leaves, which takes no page of the kernel's
 * along. So nothing is flushed here.
 */
final class MortalFiles extends FileSystem {
  /** The process is no more. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed(String step) {
      super("killed at: " + step);
    }
  }

  private final MortalProvider provider = new MortalProvider(this);
  private final List<FileChannel> opened = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private final int last;
  private boolean dead;

  /** Those of a process that dies at the step of this number, from 0. */
  MortalFiles(int last) {
    this.last = last;
  }

  /** Those of one that lives on. */
  static MortalFiles immortal() {
    return new MortalFiles(Integer.MAX_VALUE);
  }

  MortalPath path(Path real) {
    return new MortalPath(this, real);
  }

  /** The steps so far; the last is the one at which it died, if it did. */
  List<String> steps() {
    return List.copyOf(steps);
  }

  /** Dies instead of doing this, if it is time. */
  void step(String what, Path on) throws IOException {
    if (isLast(what, on)) {
      throw die();
    }
  }

  /** Whether it is time; the caller then does a half and dies. */
  boolean isLast(String what, Path on) {
    live();
    steps.add(what + " " + on);
    return steps.size() > last;
  }

  void live() {
    if (dead) {
      throw new Killed(steps.getLast());
    }
  }

  /** What the kernel does. */
  Killed die() throws IOException {
    dead = true;
    for (FileChannel channel : opened) {
      channel.close(); // and so its locks go
    }
    return new Killed(steps.getLast());
  }

  FileChannel channel(Path file, FileChannel real) {
    opened.add(real);
    return new MortalChannel(this, file, real);
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public Path getPath(String first, String... more) {
    return path(Path.of(first, more));
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return FileSystems.getDefault().getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return FileSystems.getDefault().supportedFileAttributeViews();
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
