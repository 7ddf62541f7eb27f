"""What the scripts share that put measured tables under results/measured."""
import csv
import hashlib
import io
import json
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROVENANCE = ["commit", "cpu", "cores", "jvm", "os", "mujoco.version"]
INDIFFERENT = {"commit", "edition", "mujoco.suite_sha256", "os", "cpu", "cores"}  # to the bits of a run, as Fingerprint.java has it
RESUMED = re.compile(r"^resume_\d+\.")  # before a fact that was another when a run went on


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


def fingerprint(run):
    """Digits for the facts of a run's provenance that its bits depend on: of the machine and, after a dot, of the tensor library,
    which acting at random has not; -changed where one changed while it ran."""
    deciding = {fact: value for fact, value in run["provenance"].items() if RESUMED.sub("", fact) not in INDIFFERENT}
    began = {fact: value for fact, value in deciding.items() if not RESUMED.match(fact)}
    of_library = {fact: value for fact, value in began.items() if fact.startswith(("nd4j.", "torch."))}
    parts = [{fact: value for fact, value in began.items() if fact not in of_library}, *([of_library] if of_library else [])]
    digits = (hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:8] for part in parts)
    return ".".join(digits) + ("-changed" if len(began) < len(deciding) else "")


def fingerprints(rows):
    """What to know where rows were made where bits may differ, or in a place that changed: a list of one sentence; else empty."""
    all_of_them = sorted({row["fingerprint"] for row in rows})
    parts = [name.removesuffix("-changed").split(".") for name in all_of_them]
    machines_alike = len({part[0] for part in parts}) == 1
    libraries_alike = len({part[1] for part in parts if len(part) > 1}) <= 1
    if machines_alike and libraries_alike and not any(name.endswith("-changed") for name in all_of_them):
        return []
    return ["Bits may depend on where a cell ran (CPU features, libraries; the column `fingerprint`), and not all ran alike: "
            f"{', '.join(all_of_them)}. Where these differ, or changed while a cell ran, the same seed need not give the same run."]


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
