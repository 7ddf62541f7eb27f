"""What the scripts share that run cells and make a table of them: options, the call of `bench run`, the files."""
import argparse
import pathlib
import subprocess
import sys

from measure.tables import ROOT, write, write_table

MEASURED = ROOT / "results" / "measured"


def parser(described, runs):
    """Options that all have; `runs` is the default of --runs, as text."""
    parsed = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parsed.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="as of bench run, to try it out")
    parsed.add_argument("--runs", type=pathlib.Path, help=f"where the runs are; default: {runs}")
    parsed.add_argument("--out", type=pathlib.Path, default=MEASURED, help="default: results/measured")
    parsed.add_argument("--collect-only", action="store_true", help="run nothing")
    return parsed


def bench_run(profile, runs, options, chosen, settings=(), build=ROOT, **silent):
    """The exit code of `bench run` at the lowest priority, without MLflow.

    `chosen` has options by name, where None leaves the profile's choice; `settings` come before those of --set."""
    command = ["nice", "-n", "19", build / "harness/bench", "run", "--profile", profile, "--tracking-uri", "none", "--runs", runs]
    for name, value in chosen.items():
        command += [f"--{name}", value] if value is not None else []
    for setting in [*settings, *options.set]:
        command += ["--set", setting]
    return subprocess.run([str(word) for word in command], **silent).returncode


def require_one_kind_of_starts(rows, runs):
    """Ends where runs from before and after evaluation_starts = per_seed would stand in one table."""
    if len({row["evaluation_starts"] for row in rows}) > 1:
        sys.exit(f"{runs}: holds runs from before and after evaluation_starts = per_seed; expected one kind in a table, give --runs")


def publish(options, name, rows, page):
    """NAME.csv and NAME.md under --out, and the page on standard output."""
    write_table(options.out / f"{name}.csv", rows)
    write(options.out / f"{name}.md", page)
    print(page)


def nothing_yet(runs, what, code):
    """The exit code where no row is there yet, after a line that says so."""
    print(f"{runs}: no {what} is finished yet; call again to go on", file=sys.stderr)
    return code or 3
