"""What the scripts share that run cells and make a table of them: options, builds, the call of `bench run`, the files."""
import argparse
import pathlib
import shutil
import signal
import subprocess
import sys

from measure.tables import ROOT, read_runs, read_table, write, write_table

MEASURED = ROOT / "results" / "measured"


def parser(described, runs):
    """Options that all have; `runs` is the default of --runs, as text."""
    parsed = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parsed.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="as of bench run, to try it out")
    parsed.add_argument("--runs", type=pathlib.Path, help=f"where the runs are; default: {runs}")
    parsed.add_argument("--out", type=pathlib.Path, default=MEASURED, help="default: results/measured")
    parsed.add_argument("--collect-only", action="store_true", help="run nothing")
    return parsed


def frozen_parser(described, profile):
    """Options of a script that runs a profile from a frozen build and keeps its runs beside its table."""
    parsed = parser(described, runs=f"runs/{profile} of the build")
    parsed.add_argument("--jobs", type=int, default=2, help="cells side by side; default 2")
    parsed.add_argument("--build", type=pathlib.Path, default=ROOT.parent / profile, help=f"default: ../{profile}")
    return parsed


def refuse_to_keep_trials(options):
    """Ends where --set would put what is tried out among the runs that the repository keeps."""
    if options.set and (options.runs is None or options.out.resolve() == MEASURED):
        refuse("--set: expected --runs and --out with folders of their own, since results/measured keeps no runs of other settings, "
               f"got --runs {options.runs or 'of the build'} and --out {options.out}; give both")


def freeze(build, profile):
    """Makes the worktree that cells run from; ends where one is there that would run something else than it says."""
    if not build.exists():
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--detach", build, "HEAD"], check=True)
    status = subprocess.run(["git", "-C", build, "status", "--porcelain"], capture_output=True, text=True, check=False)
    if status.returncode != 0:
        refuse(f"{build}: expected a worktree of this repository, got a folder outside git; give another --build")
    if status.stdout:
        refuse(f"{build}: expected a build without uncommitted changes, got '{status.stdout.splitlines()[0]}'; "
               "commit or remove them there, or give another --build")
    file = pathlib.Path("harness", "profiles", f"{profile}.yaml")
    if not (build / file).exists() or (build / file).read_bytes() != (ROOT / file).read_bytes():
        refuse(f"{build}: expected the {file} of this checkout, got another; give a new --build and --runs, or check out here what it has")


def refuse(line):
    """Ends as bad input does."""
    print(line, file=sys.stderr)
    sys.exit(2)


def bench_run(profile, runs, options, chosen, settings=(), build=ROOT, **silent):
    """The exit code of `bench run` at the lowest priority, without MLflow; of a killed one what a shell says, 128 and the signal.

    `chosen` has options by name, where None leaves the profile's choice; `settings` come before those of --set."""
    command = ["nice", "-n", "19", build / "harness/bench", "run", "--profile", profile, "--tracking-uri", "none", "--runs", runs]
    for name, value in chosen.items():
        command += [f"--{name}", value] if value is not None else []
    for setting in [*settings, *options.set]:
        command += ["--set", setting]
    with subprocess.Popen([str(word) for word in command], **silent) as running:
        signal.signal(signal.SIGTERM, lambda *_: running.terminate())  # its cells stop where they can go on
        code = running.wait()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return code if code >= 0 else 128 - code


STOPPED = (130, 143)  # the exit codes of a `bench run` that was asked to stop: nothing else is to begin


def lay_out(kept, runs):
    """Puts abridged runs that are kept in the repository among the others, where `bench run` takes them for finished."""
    for cell in sorted(kept.glob("*/run.json")):
        if not (runs / cell.parent.name / "run.json").exists():
            shutil.copytree(cell.parent, runs / cell.parent.name, dirs_exist_ok=True)


def bench(*words):
    """What a command of this checkout's `bench` prints."""
    return subprocess.run([ROOT / "harness/bench", *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def report(runs, claims, out):
    """What `bench report` says of the claims of these families or agents beside the runs, and which it refuses; its page is left in `out`."""
    bench("report", "--runs", runs, "--out", out, "--claims", claims, "--tracking-uri", "none")
    return [read_table(pathlib.Path(out) / f"tables/{name}.csv") for name in ("claims", "claims_refused")]


LEDGER = ROOT / "results" / "reference" / "claims.csv"
STANDINGS = {"": "too few seeds", "reproduced": "reproduced", "higher": "not reproduced", "lower": "not reproduced",
             "inconclusive": "inconclusive"}


def standing(claim):
    """Where acting at random is as near to what was published, nearness shows nothing."""
    if claim["verdict"] == "reproduced" and "acting at random is within" in claim["note"]:
        return "inconclusive"
    return STANDINGS[claim["verdict"]]


def settle(options, name, claims, refused):
    """NAME-claims.csv under --out; where that is results/measured, the ledger says what these claims came to, too: what was
    held against runs before and is refused now, or has none any more, loses its standing."""
    if claims:
        write_table(options.out / f"{name}-claims.csv", claims)
    if options.out.resolve() == MEASURED:
        key = lambda row, steps: (row["family"], row["agent"], row["variant"], row["task"], row[steps])
        verdicts = {key(claim, "claim_environment_steps"): standing(claim) for claim in claims}
        conflicts = {key(claim, "claim_environment_steps") for claim in refused}
        page, ledger = f"results/measured/{name}.md", read_table(LEDGER)
        for row in ledger:
            own = key(row, "environment_steps")
            if own in verdicts:
                row |= {"standing": verdicts[own], "measured": page}
            elif row["measured"] == page:
                row |= {"standing": "protocol conflict"} if own in conflicts else {"standing": "not tried", "measured": ""}
        write_table(LEDGER, ledger)


def require_equal_settings(kept):
    """Ends where runs of a variant on a task differ in more than the seed: they would stand in one mean."""
    first = {}
    for folder, record in read_runs(kept, "*"):
        settings = {key: value for key, value in record["settings"].items() if key not in ("seed", "threads")}
        name, other = first.setdefault((record["task"], record["variant"]), (folder.name, settings))
        differing = sorted(key for key in settings.keys() | other.keys() if settings.get(key) != other.get(key))
        if differing:
            key = differing[0]
            refuse(f"{folder}: expected the settings of {name}, {key}={other.get(key)}, got {key}={settings.get(key)}; remove one of them, "
                   "also below --runs, or give runs of other settings their own --runs and --out")


def keep(runs, kept):
    """Keeps an abridged copy of each finished run in the repository: a lost machine takes none of them along."""
    for folder, record in read_runs(runs, "*"):  # those laid out, which can't be abridged again
        if record.get("abridged") and not (kept / folder.name / "run.json").exists():
            shutil.copytree(folder, kept / folder.name, dirs_exist_ok=True)
    if any(runs.glob("*/run.json")):
        subprocess.run([ROOT / "harness/bench", "abridge", runs, "--into", kept], check=True, stdout=subprocess.DEVNULL)


DISTANCE = "10"  # agent steps ahead, at which predictions are told
OF_ERRORS = (f"Errors are those of pictures {DISTANCE} agent steps ahead, squared, of colours from -0.5 to 0.5. Held-out episodes are played "
             "at random and never learned from; on policy is the episode that was collected last, before it is learned from, so that each "
             "measurement has another one.")


def prediction_errors(folder):
    """Of pictures so far ahead, at the first and the last measurement, and after which updates those were made."""
    errors = {(int(row["update_step"]), row["data"]): float(row["image_error"])
              for row in read_table(folder / "model.csv") if row["distance"] == DISTANCE}
    first, last = (min(errors)[0], max(errors)[0]) if errors else ("", "")
    return {"first_measured_update": first, "last_measured_update": last,
            **{f"{when}_{data}_error": errors.get((update, data), "")
               for data in ("held_out", "on_policy") for when, update in (("first", first), ("last", last))}}


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
