package org.planetbench.harness.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench completion}. */
@Command(
    name = "completion",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Prints a script with which a shell completes commands and options.",
    description = "It completes bench, by whatever path it is called.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(harness/bench completion bash)   in this shell",
      "  harness/bench completion bash >> ~/.bash_completion   in later ones, too"
    })
final class CompletionCommand implements Callable<Integer> {
  /** Whose words the script is in. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(
      paramLabel = "SHELL",
      description = "${COMPLETION-CANDIDATES}; one script does for both.")
  private Shell shell = Shell.BASH;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine bench = Objects.requireNonNull(spec).root().commandLine();
    System.out.print(
        switch (shell) {
          case BASH, ZSH -> AutoComplete.bash("bench", bench); // it knows how to be zsh's
        });
    return Main.success();
  }
}
