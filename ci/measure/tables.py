"""What the scripts share that put measured tables under results/measured."""
import csv
import io
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROVENANCE = ["commit", "cpu", "cores", "jvm", "os", "mujoco.version"]


def read_table(file):
    """The rows of a CSV file, none if it is missing."""
    return list(csv.DictReader(file.open(encoding="utf-8", newline=""))) if file.exists() else []


def read_runs(runs, pattern):
    """The records of the runs whose cell id matches, each with its folder."""
    for record in sorted(runs.glob(f"{pattern}/run.json")):
        yield record.parent, json.loads(record.read_text(encoding="utf-8"))


def whole_steps(episode_steps, action_repeat):
    """Environment steps that an episode plays: whole decisions only."""
    return episode_steps // int(action_repeat) * int(action_repeat)


def provenance(run):
    """Where a run was made, by column."""
    return {name.replace(".", "_"): run["provenance"].get(name, "") for name in PROVENANCE}


def commit(*paths):
    """HEAD, with -dirty where tracked files were changed: all, or those under these paths; unknown outside git."""
    def git(*words):
        return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True, check=False).stdout.strip()
    changed = git("status", "--porcelain", "--untracked-files=no", "--", *paths)
    return (git("rev-parse", "HEAD") or "unknown") + ("-dirty" if changed else "")


def short(name):
    """The first 12 digits of a commit, and what is said of it."""
    digits, *said = name.split("-")
    return "-".join([digits[:12], *said])


def cpu_model():
    """Of this machine."""
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        return next(line for line in lines if line.startswith("model name")).split(":")[1].strip()


def machines(rows):
    """One sentence on where rows with provenance were made."""
    return "Machine: " + "; ".join(sorted({f"{row['cpu']}, {row['cores']} cores, {row['jvm']}, MuJoCo {row['mujoco_version']}, "
                                           f"commit {short(row['commit'])}" for row in rows})) + "."


def write_table(file, rows):
    """A CSV file with the columns of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write(file, text.getvalue())


def write(file, text):
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(file.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(file)


def commits(rows):
    """Of all rows, in their order, for a line of text."""
    return ", ".join(dict.fromkeys(short(row["commit"]) for row in rows))
