package org.planetbench.results.run.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A file or folder that could not be written: no space, no permission. The message is one line; the
 * file is as it was before.
 */
public final class UnwritableFileException extends IOException {
  private static final Set<String> RAN_OUT =
      Set.of("No space left on device", "Disk quota exceeded", "Input/output error");

  private final boolean refused;

  public UnwritableFileException(Path file, IOException cause) {
    super("cannot write " + file + ": " + reason(cause) + "; free or choose another place", cause);
    this.refused = cause instanceof FileSystemException other && isRefusal(other);
  }

  /** Whether what failed would fail again, and nothing ran out. */
  public static boolean isRefusal(FileSystemException failure) {
    return failure.getReason() == null || !RAN_OUT.contains(failure.getReason());
  }

  /**
   * Whether the place will not take it however often it is tried; otherwise something ran out, such
   * as space, and may be there again.
   */
  public boolean isRefused() {
    return refused;
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such folder";
      case NotDirectoryException file -> "not a folder";
      case FileAlreadyExistsException file -> "a file is in the way: " + file.getFile();
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case IOException other ->
          other.getMessage() == null ? other.getClass().getSimpleName() : other.getMessage();
    };
  }
}
