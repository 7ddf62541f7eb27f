# shellcheck shell=bash
# What the set-up says: all of it on standard error, since standard output belongs to the program.

say() { printf 'bench: %s\n' "$*" >&2; }

# fail CODE LINE...: the exit codes are 2 bad input, 4 the machine is not ready.
fail() {
  local code=$1 line
  shift
  for line in "$@"; do say "$line"; done
  exit "$code"
}

# step NAME TITLE COMMAND...: runs the command with its output in .bench/log/NAME.log and shows how long it takes. Ends
# here if it fails.
step() {
  try_step "$@"
  ((step_status == 0)) || explain "$1" "$bench/log/$1.log"
}

# The same, with its end in $step_status: behind || or in an if the command would go on after its errors.
try_step() {
  local title=$2 log=$bench/log/$1.log began=$SECONDS ticker='' code
  shift 2
  printf 'bench: %-46s' "$title" >&2
  if [[ -t 2 ]]; then
    tick "$title" "$$" &
    ticker=$!
    # shellcheck disable=SC2064  # this ticker
    trap "kill $ticker 2>/dev/null" EXIT
  else
    printf ' ...' >&2
  fi
  set +e
  (set -e && "$@") >"$log" 2>&1 </dev/null
  code=$?
  set -e
  if [[ $ticker ]]; then
    trap - EXIT
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" || true
    printf '\rbench: %-46s' "$title" >&2
  fi
  if ((code == 0)); then
    printf ' %d s\n' $((SECONDS - began)) >&2
  else
    printf ' failed after %d s\n' $((SECONDS - began)) >&2
  fi
  step_status=$code
}

# Seconds that run, on a terminal; ends with the script that started it.
tick() {
  local began=$SECONDS
  while kill -0 "$2" 2>/dev/null; do
    printf '\rbench: %-46s %d s ' "$1" $((SECONDS - began)) >&2
    sleep 1
  done
}

# Shows the lines of a failed step's log that matter, and ends.
explain() {
  local name=$1 log=$2
  if grep -q 'COMPILATION ERROR' "$log"; then
    { grep -E -A 2 '^\[(ERROR|WARNING)\] .*\.java:' "$log" || grep '^\[ERROR\] error:' "$log" || true; } |
      awk '!seen[$0]++ && NR <= 60' >&2
    fail 2 "the sources do not compile; the whole log: $log"
  fi
  grep -E -m 10 '^(\[ERROR\]|ERROR:|E:) ' "$log" >&2 || tail -n 10 "$log" >&2
  fail 4 "set-up stopped at '$name'$([[ $carried ]] || echo ', which may need the network'); the whole log: $log" "$goes_on"
}

goes_on='the next call goes on from here'
