"""What the scripts share that run cells and make a table of them: options, the call of `bench run`, the files."""
import argparse
import pathlib
import shutil
import subprocess
import sys

from measure.tables import ROOT, read_table, write, write_table

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


def lay_out(kept, runs):
    """Puts abridged runs that are kept in the repository among the others, where `bench run` takes them for finished."""
    for cell in sorted(kept.glob("*/run.json")):
        if not (runs / cell.parent.name / "run.json").exists():
            shutil.copytree(cell.parent, runs / cell.parent.name, dirs_exist_ok=True)


def keep(runs, kept):
    """Keeps an abridged copy of each finished run in the repository: a lost machine takes none of them along."""
    if runs.exists():
        subprocess.run([ROOT / "harness/bench", "abridge", runs, "--into", kept], check=True, stdout=subprocess.DEVNULL)


DISTANCE = "10"  # agent steps ahead, at which predictions are told


def held_out(folder):
    """Squared error of pictures so far ahead in episodes that are never learned from: the first and the last measurement."""
    rows = [row for row in read_table(folder / "model.csv") if row["data"] == "held_out" and row["distance"] == DISTANCE]
    rows.sort(key=lambda row: int(row["update_step"]))
    errors = [float(rows[0]["image_error"]), float(rows[-1]["image_error"])] if len(rows) > 1 else ["", ""]
    return dict(zip(("first_image_error", "last_image_error"), errors))


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
