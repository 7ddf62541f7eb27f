package org.planetbench.results.mlflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which processes serve a folder of data, as {@code /proc} tells it: every one that inherited our
 * mark and works in that folder, whoever its parent is by now. A copy of the folder is another
 * folder, whatever is written in it.
 */
final class ServerProcesses {
  /** A variable that a server is started with, and leaves to all that it starts; a random word. */
  static final String MARK = "PLANETBENCH_MLFLOW_SERVER";

  private static final String LISTENING = "0A";

  private ServerProcesses() {}

  /** Of any server of ours in this folder. Those of other users can't be seen. */
  static List<ProcessHandle> in(Path directory) {
    return ProcessHandle.allProcesses()
        .filter(process -> token(process.pid()).isPresent())
        .filter(process -> worksIn(process.pid(), directory))
        .toList();
  }

  /** Whether {@code pid} is the process that was started with this word among its arguments. */
  static boolean isHead(long pid, String token) {
    return strings(pid, "cmdline").contains(token);
  }

  /** Whether a process works in this folder, under whatever name. */
  static boolean worksIn(long pid, Path directory) {
    try {
      return Files.isSameFile(proc(pid).resolve("cwd"), directory);
    } catch (IOException e) {
      return false; // ended, or another user's
    }
  }

  /** Whether one of these processes, and no stranger, answers on this port of 127.0.0.1. */
  static boolean listen(List<ProcessHandle> processes, int port) {
    Set<String> sockets = listening(port);
    return processes.stream().anyMatch(process -> hasOpen(process.pid(), sockets));
  }

  private static Optional<String> token(long pid) {
    return strings(pid, "environ").stream()
        .filter(variable -> variable.startsWith(MARK + "="))
        .map(variable -> variable.substring(MARK.length() + 1))
        .findFirst();
  }

  private static Set<String> listening(int port) {
    String address = String.format(Locale.ROOT, "0100007F:%04X", port); // at the end of IPv6's, too
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/net", table))) {
        lines
            .map(line -> line.strip().split("\\s+"))
            .filter(parts -> parts.length > 9)
            .filter(parts -> parts[1].endsWith(address) && parts[3].equals(LISTENING))
            .forEach(parts -> sockets.add("socket:[" + parts[9] + "]"));
      } catch (IOException e) {
        // no such table on this machine
      }
    }
    return sockets;
  }

  private static boolean hasOpen(long pid, Set<String> sockets) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(proc(pid).resolve("fd"))) {
      for (Path descriptor : open) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  /** What a file of zero-ended strings has; nothing of a process that ended, or of another user. */
  private static List<String> strings(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(proc(pid).resolve(file));
      return new ArrayList<>(
          Arrays.asList(new String(bytes, StandardCharsets.ISO_8859_1).split("\0", -1)));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Path proc(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }
}
