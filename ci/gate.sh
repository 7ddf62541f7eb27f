#!/usr/bin/env bash
# Judges this commit as a pull request is judged, in any CI system or by hand:
#
#   ci/gate.sh                          against what is blessed in results/reference
#   ci/gate.sh --base origin/main       and against that commit, which is built beside this one
#   ci/gate.sh --bypass "the reward head has a third layer on purpose"    or PLANETBENCH_GATE_BYPASS
#
# The gates: returns runs the profile ci. latency measures planning, in turn with the base's. bits runs one small cell, whose
# certificate has to be the blessed one, or on a machine of another fingerprint the base's; a change that is meant to
# change the bits says so in a line of a commit's message: Result-affecting: yes
#
#   --out DIR          where runs, measurements, summary.md, junit.xml and report/ go; default runs/gate. Called again it
#                      goes on with what is there; remove it to start afresh
#   --profile P, --variant V, --jobs N, --policy FILE, --references DIR    as of bench run and bench gate
#   --gates "G .."     default: bits returns latency
#   --rounds N         of latency: processes on either side; default 8
#   --measure "ARGS"   of bench measure; default: plan --recipe tiny --threads 1 --samples 60
#   --bits "ARGS"      of bench run; default: --profile smoke --cell cartpole_balance-rssm-s1
#   --bench PATH       default harness/bench
#
# Exit codes: 0 pass, or bypassed; 1 a regression, or an improvement that was not announced; 2 bad input; 3 inconclusive
# or a reference is missing; 4 the machine is not ready; 5 a cell failed; 130 interrupted.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)

out=$root/runs/gate profile=ci rounds=8 bench=$root/harness/bench base='' gates='bits returns latency' bypass=${PLANETBENCH_GATE_BYPASS-}
measure='plan --recipe tiny --threads 1 --samples 60' bits='--profile smoke --cell cartpole_balance-rssm-s1' worktree=''
run_options=() gate_options=()

say() { printf 'ci/gate.sh: %s\n' "$*" >&2; }
fail() { say "${@:2}" && exit "$1"; }

while (($#)); do
  [[ $1 == --help ]] && sed -n '2,26s/^# \?//p' "$0" && exit 0
  (($# > 1)) || fail 2 "$1: expected a value; ci/gate.sh --help"
  case $1 in
    --base) base=$2 ;;
    --out) out=$2 ;;
    --profile) profile=$2 ;;
    --policy | --references) gate_options+=("$1" "$2") ;;
    --jobs | --variant) run_options+=("$1" "$2") ;;
    --gates) gates=$2 ;;
    --rounds) rounds=$2 ;;
    --measure) measure=$2 ;;
    --bits) bits=$2 ;;
    --bench) bench=$2 ;;
    --bypass) bypass=$2 ;;
    *) fail 2 "$1: unknown option; ci/gate.sh --help" ;;
  esac
  shift 2
done
[[ $rounds =~ ^[1-9][0-9]*$ ]] || fail 2 "--rounds: expected a number from 1, got '$rounds'"
if [[ -n $bypass && $(wc -w <<<"$bypass") -lt 3 ]]; then
  fail 2 "--bypass: expected a reason of three words or more, got '$bypass'"
fi
mkdir -p "$out"
out=$(cd "$out" && pwd)

# An entry of CHANGES.md that the base has may not be rewritten: numbers change with an entry of their own.
keep_history() {
  local lost
  lost=$(git -C "$root" diff --unified=0 "$(git -C "$root" merge-base "$base" HEAD)" -- results/reference/CHANGES.md |
    grep -E '^-- `' || true)
  [[ -z $lost ]] || fail 1 "results/reference/CHANGES.md lost entries: add new ones above instead"$'\n'"$lost"
}

run_returns() {
  local code=0
  "$bench" run --profile "$profile" --runs "$out" --tracking-uri none "${run_options[@]}" >&2 || code=$?
  ((code == 0)) || fail "$code" "the runs did not finish; $out has why, and the same call goes on"
}

# The base in a worktree of its own; what is set up is shared, and builds have names of their own there.
build_base() {
  [[ -z $worktree ]] || return 0
  worktree=$(mktemp -d)/base
  git -C "$root" worktree add --quiet --detach "$worktree" "$base"
  trap 'git -C "$root" worktree remove --force "$worktree"; rmdir "$(dirname "$worktree")"' EXIT
  [[ -e $worktree/.bench ]] || ln -s "$root/.bench" "$worktree/.bench"
  say "building the base, $(git -C "$worktree" rev-parse --short HEAD)"
  "$worktree/harness/bench" list recipes >/dev/null
}

# measure_side SIDE ROUND
measure_side() {
  local program=$bench file=$out/latency/$1-$2.json
  [[ $1 == head ]] || program=$worktree/harness/bench
  [[ ! -f $file ]] || return 0
  # shellcheck disable=SC2086  # words
  "$program" measure $measure --json >"$file.new"
  mv "$file.new" "$file"
}

measure_latency() {
  local round side
  mkdir -p "$out/latency"
  for ((round = 1; round <= rounds; round++)); do
    for side in $( ((round % 2)) && echo base head || echo head base); do
      [[ $side == base && -z $base ]] || measure_side "$side" "$round"
    done
    say "latency, round $round of $rounds"
  done
}

run_latency() {
  local code=0
  [[ -z $base ]] || build_base
  measure_latency
  "$bench" gate latency --runs "$out" "${gate_options[@]}" >/dev/null || code=$?
  if ((code == 1)) && [[ ! -d $out/latency-suspected ]]; then
    say 'latency: slower; measuring anew before that is believed'
    mv "$out/latency" "$out/latency-suspected"
    measure_latency
  fi
}

run_bits() {
  local code=0
  # shellcheck disable=SC2086  # words
  "$bench" run $bits --tracking-uri none --runs "$out/bits/head" >&2 || code=$?
  if [[ -n $base ]] && ((code == 0)); then
    build_base
    # shellcheck disable=SC2086  # words
    "$worktree/harness/bench" run $bits --tracking-uri none --runs "$out/bits/base" >&2 || code=$?
    if git -C "$root" log --format=%B "$base..HEAD" | grep -qi '^Result-affecting: *yes'; then
      gate_options+=(--result-affecting)
    fi
  fi
  ((code == 0)) || fail "$code" "the small cell did not finish; $out/bits has why, and the same call goes on"
}

judge() {
  local code=0
  # shellcheck disable=SC2086  # words
  "$bench" gate $gates --runs "$out" --summary "$out/summary.md" --junit "$out/junit.xml" "${gate_options[@]}" || code=$?
  if [[ -d $out/latency-suspected ]]; then
    printf '\nLatency was measured twice: the first time it was judged slower (latency-suspected).\n' >>"$out/summary.md"
  fi
  return "$code"
}

# bypassed CODE: leaves a record of who let what through, and why.
record_bypass() {
  "${PYTHON:-python3}" - "$out/bypass.json" "$1" "$bypass" "$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)" <<'PYTHON'
import datetime, getpass, json, os, sys
file, code, reason, commit = sys.argv[1:]
record = {"exit_code": int(code), "reason": reason, "commit": commit,
          "by": os.environ.get("GITHUB_ACTOR") or getpass.getuser(),
          "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")}
with open(file, "w", encoding="utf-8") as out:
    json.dump(record, out, indent=2)
    out.write("\n")
PYTHON
  { printf '# BYPASSED\n\nThe gate ended with exit code %s and was bypassed: %s\n\n' "$1" "$bypass" && cat "$out/summary.md"; } \
    >"$out/summary.md.new"
  mv "$out/summary.md.new" "$out/summary.md"
}

[[ -z $base ]] || keep_history
for gate in $gates; do
  case $gate in
    returns) run_returns ;;
    latency) run_latency ;;
    bits) run_bits ;;
    *) fail 2 "--gates: expected returns, latency or bits, got '$gate'" ;;
  esac
done
code=0
judge || code=$?
rm -f "$out/bypass.json"
if ((code == 1 || code == 3)) && [[ -n $bypass ]]; then
  record_bypass "$code"
  say "exit code $code, BYPASSED: $bypass"
  code=0
fi
[[ -z ${GITHUB_STEP_SUMMARY-} ]] || cat "$out/summary.md" >>"$GITHUB_STEP_SUMMARY"
exit "$code"
