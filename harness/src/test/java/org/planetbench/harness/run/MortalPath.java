package org.planetbench.harness.run;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path among {@link MortalFiles}. */
record MortalPath(MortalFiles files, Path real) implements Path {
  static Path real(Path path) {
    return path instanceof MortalPath mortal ? mortal.real : path;
  }

  private @Nullable Path ours(@Nullable Path path) {
    return path == null ? null : files.path(path);
  }

  @Override
  public FileSystem getFileSystem() {
    return files;
  }

  @Override
  public boolean isAbsolute() {
    return real.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return ours(real.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return ours(real.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return ours(real.getParent());
  }

  @Override
  public int getNameCount() {
    return real.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return files.path(real.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return files.path(real.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return real.startsWith(real(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return real.endsWith(real(other));
  }

  @Override
  public Path normalize() {
    return files.path(real.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return files.path(real.resolve(real(other)));
  }

  @Override
  public Path relativize(Path other) {
    return files.path(real.relativize(real(other)));
  }

  @Override
  public URI toUri() {
    return real.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return files.path(real.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return files.path(real.toRealPath(options));
  }

  /** For reading: what is done to it is no step. */
  @Override
  public File toFile() {
    return real.toFile();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return real.compareTo(real(other));
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
