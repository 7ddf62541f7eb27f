#!/usr/bin/env bash
# Judges this commit as a pull request is judged, in any CI system or by hand:
#
#   ci/gate.sh                          against what is blessed in results/reference
#   ci/gate.sh --base origin/main       and against the commit that this branch left it at, which is built beside this one
#   ci/gate.sh --bypass "the reward head has a third layer on purpose"    or PLANETBENCH_GATE_BYPASS
#
# The gates: returns runs the profile ci. latency measures planning, in turn with the base's. bits runs one small cell, whose
# certificate has to be the blessed one, or on a machine of another fingerprint the base's; a change that is meant to
# change the bits says so in a line of a commit's message: Result-affecting: yes
#
#   --out DIR          where runs, measurements, summary.md, junit.xml and report/ go; default runs/gate. Called again it
#                      goes on with what is there; once the checkout, the base or --measure has changed it refuses to, as
#                      that would judge what was measured otherwise: remove DIR to start afresh
#   --profile P, --variant V, --jobs N, --policy FILE, --references DIR    as of bench run and bench gate
#   --gates "G .."     default: bits returns latency
#   --rounds N         of latency: processes on either side; default 8
#   --measure "ARGS"   of bench measure; default: plan --recipe tiny --threads 1 --samples 60
#   --bits "ARGS"      of bench run; default: --profile smoke --cell cartpole_balance-rssm-s1
#   --bench PATH       default harness/bench
#
# Exit codes: 0 pass, or bypassed; 1 a regression, or an improvement that was not announced; 2 bad input; 3 inconclusive
# or a reference is missing; 4 the machine is not ready; 5 a cell failed; 130 or 143 interrupted.
set -euo pipefail
self=$(readlink -f -- "${BASH_SOURCE[0]}")
root=${self%/ci/gate.sh}

out=$root/runs/gate profile=ci rounds=8 bench=$root/harness/bench base='' has_base='' gates='bits returns latency'
measure='plan --recipe tiny --threads 1 --samples 60' bits='--profile smoke --cell cartpole_balance-rssm-s1' worktree=''
bypass=${PLANETBENCH_GATE_BYPASS-} run_options=() gate_options=() seconds=() meant=''

say() { printf 'ci/gate.sh: %s\n' "$*" >&2; }
end() { meant=1 && exit "$1"; }
fail() { say "${@:2}" && end "$1"; }

# Every end comes by here: one that nobody meant says nothing about the change, so it must not be read as a regression.
finish() {
  local code=$?
  if [[ $worktree ]]; then
    { git -C "$root" worktree remove --force "$worktree" && rmdir "${worktree%/*}"; } || say "left behind: ${worktree%/*}"
  fi
  [[ $meant ]] || { say 'stopped by an error of the machine or of this script, above' && code=4; }
  exit "$code"
}
trap finish EXIT
trap 'end 130' INT
trap 'end 143' TERM

while (($#)); do
  [[ $1 == --help ]] && sed -n '2,25s/^# \?//p' "$self" && end 0
  (($# > 1)) || fail 2 "$1: expected a value; ci/gate.sh --help"
  case $1 in
    --base) base=$2 has_base=1 ;;
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
read -ra gates <<<"$gates"
read -ra measure <<<"$measure"
read -ra bits <<<"$bits"
((${#gates[@]})) || fail 2 '--gates: expected returns, latency or bits, got nothing'
for gate in "${gates[@]}"; do
  [[ $gate =~ ^(returns|latency|bits)$ ]] || fail 2 "--gates: expected returns, latency or bits, got '$gate'"
done

# The base becomes the commit at which this branch left it: what others have added there since is not this change's.
find_base() {
  local name=$base tip
  tip=$(git -C "$root" rev-parse --verify --quiet --end-of-options "$name^{commit}") ||
    fail 2 "--base: expected a commit, got '$name'; remedy: git fetch origin"
  base=$(git -C "$root" merge-base "$tip" HEAD) ||
    fail 2 "--base: '$name' and HEAD have no common commit here; remedy: git fetch --unshallow, or name another base"
}

# What is checked out: the commit, and where files were changed since, or are new where the build finds them, a digest of that.
name_head() {
  local name changes new
  name=$(git -C "$root" describe --always --abbrev=40 --dirty --exclude='*' 2>/dev/null) || name=unknown
  mapfile -d '' -t new < <(git -C "$root" ls-files -z --others --exclude-standard -- '*/src/main/*' 'harness/profiles/*')
  [[ $name == *-dirty || $name == unknown ]] || ((!${#new[@]})) || name+=-dirty
  if [[ $name == *-dirty ]]; then
    changes=$(
      {
        git -C "$root" diff --no-color --no-ext-diff --no-textconv --binary HEAD &&
          { ((!${#new[@]})) || (cd "$root" && sha256sum -- "${new[@]}"); }
      } | git hash-object --stdin
    ) || fail 4 'git cannot list the uncommitted changes'
    name+=-${changes:0:8}
  fi
  printf '%s' "$name"
}

# hold FILE VALUE: $out keeps the commit that its measurements of a side are of, and the arguments of its planning times, from
# before the first, since whatever goes on there passes over what is done.
hold() {
  local file=$out/$1 held
  if [[ ! -f $file ]]; then
    printf '%s\n' "$2" >"$file.new" && mv "$file.new" "$file"
  fi
  held=$(<"$file")
  [[ $held == "$2" ]] ||
    fail 2 "--out: expected measurements of the ${1%.commit}, $2, got those of $held in $out; remedy: remove that folder, or give another"
}

# An entry of CHANGES.md that the base has may not be rewritten: numbers change with an entry of their own.
keep_history() {
  local changed lost
  changed=$(git -C "$root" diff --no-color --no-ext-diff --no-textconv --unified=0 "$base" -- results/reference/CHANGES.md) ||
    fail 4 'git cannot compare results/reference/CHANGES.md with the base'
  lost=$(grep -E '^-(  )?- ' <<<"$changed") || return 0
  fail 2 "results/reference/CHANGES.md lost entries: add new ones above instead"$'\n'"$lost"
}

# Not through a pipe: under pipefail a reader that ends at its first match makes the writer's death the pipe's status.
is_announced() {
  local commits
  commits=$(git -C "$root" log --no-show-signature --format=%h --regexp-ignore-case --extended-regexp \
    --grep='^Result-affecting: *yes' "$base..HEAD") || fail 4 "git cannot list the commits since $base"
  [[ $commits ]]
}

run_returns() {
  local code=0
  "$bench" run --profile "$profile" --runs "$out" --tracking-uri none "${run_options[@]}" >&2 || code=$?
  ((code == 0)) || fail "$code" "the runs did not finish; $out has why, and the same call goes on"
}

# The base in a worktree of its own. What is set up is shared, and builds have names of their own there; but of other
# versions either side would set it up anew again and again, under whatever else runs in this checkout.
build_base() {
  [[ -z $worktree ]] || return 0
  worktree=$(mktemp -d)/base
  git -C "$root" worktree add --quiet --detach "$worktree" "$base"
  if git -C "$root" diff --no-ext-diff --no-textconv --quiet "$base" -- harness/setup/{mlflow.lock,simulator.sha256}; then
    [[ -e $worktree/.bench ]] || ln -s "$root/.bench" "$worktree/.bench"
  else
    say 'the base pins other versions than this commit: they are set up for it alone'
  fi
  say "building the base, $(git -C "$worktree" rev-parse --short HEAD)"
  "$worktree/harness/bench" list recipes >/dev/null || fail 4 "the base, $base, cannot be built"
}

# measure_side SIDE ROUND
measure_side() {
  local program=$bench file=$out/latency/$1-$2.json
  [[ $1 == head ]] || program=$worktree/harness/bench
  [[ ! -f $file ]] || return 0
  "$program" measure "${measure[@]}" --json >"$file.new" || fail "$?" "the latency of the $1 could not be measured"
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
  "$bench" run "${bits[@]}" --tracking-uri none --runs "$out/bits/head" >&2 || code=$?
  if [[ -n $base ]] && ((code == 0)); then
    build_base
    "$worktree/harness/bench" run "${bits[@]}" --tracking-uri none --runs "$out/bits/base" >&2 || code=$?
    if is_announced; then gate_options+=(--result-affecting); fi
  fi
  ((code == 0)) || fail "$code" "the small cell did not finish; $out/bits has why, and the same call goes on"
}

judge() {
  local code=0
  "$bench" gate "${gates[@]}" --runs "$out" --summary "$out/summary.md" --junit "$out/junit.xml" "${gate_options[@]}" || code=$?
  ((code == 0 || code == 1 || code == 3)) || fail "$code" "nothing was judged"
  if [[ -d $out/latency-suspected ]]; then
    printf '\nLatency was measured twice: the first time it was judged slower (latency-suspected).\n' >>"$out/summary.md"
  fi
  where >>"$out/summary.md"
  return "$code"
}

# What was judged, against what, where, and how long it took.
where() {
  local commit=${head%%-*} cpu
  commit=${commit:0:12}${head#"$commit"}
  cpu=$(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo)
  # shellcheck disable=SC2016  # Markdown's code
  printf '\nCommit `%s`%s; %s, %d CPUs; seconds: %s.\n' "$commit" "${base:+, base \`${base:0:12}\`}" "$cpu" "$(nproc)" \
    "${seconds[*]}"
}

# record_bypass CODE: leaves a record of who let what through, and why.
record_bypass() {
  "${PYTHON:-python3}" - "$out/bypass.json" "$1" "$bypass" "$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)" <<'PYTHON'
import datetime, getpass, json, os, sys
file, code, reason, commit = sys.argv[1:]
record = {"exit_code": int(code), "reason": reason, "commit": commit,
          "by": os.environ.get("GITHUB_ACTOR") or os.environ.get("GITLAB_USER_LOGIN") or getpass.getuser(),
          "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")}
with open(file, "w", encoding="utf-8") as out:
    json.dump(record, out, indent=2)
    out.write("\n")
PYTHON
  { printf '# BYPASSED\n\nThe gate ended with exit code %s and was bypassed: %s\n\n' "$1" "$bypass" && cat "$out/summary.md"; } \
    >"$out/summary.md.new"
  mv "$out/summary.md.new" "$out/summary.md"
}

if [[ $has_base ]]; then
  find_base
  keep_history
fi
[[ $out == /* ]] || out=$PWD/$out
mkdir -p "$out" || fail 2 "--out: cannot make the folder $out"
head=$(name_head)
hold head.commit "$head"
if [[ $base ]]; then
  if [[ ! -f $out/base.commit && -d $out/latency ]]; then
    say 'latency: measured without a base before: anew, in turn with the base'
    rm -rf "$out/latency" "$out/latency-suspected"
  fi
  hold base.commit "$base"
elif [[ -f $out/base.commit ]]; then
  fail 2 "--base: expected $(<"$out/base.commit"), beside which $out was measured, got none; remedy: give it, or another --out"
fi
[[ " ${gates[*]} " != *' latency '* ]] || hold arguments "${measure[*]}"
for gate in "${gates[@]}"; do
  began=$SECONDS
  "run_$gate"
  seconds+=("$gate $((SECONDS - began))")
  gate_options+=(--took "$gate=$((SECONDS - began))")
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
end "$code"
