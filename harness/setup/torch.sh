# shellcheck shell=bash
# libtorch for CPUs, which is set up only when it is asked for: harness/bench setup --backend torch-cpu. A user's own
# PyTorch needs nothing of this: PLANETBENCH_TORCH names it.

# As listed in torch.sha256, out of the jars of torch.lock.
find_torch() {
  local _ file
  detail=$bench/torch
  [[ -e $bench/torch ]] || detail='libtorch, for the backend torch-cpu only'
  cmp -s "$setup/torch.sha256" "$bench/torch/torch.sha256" || return
  while read -r _ file; do [[ -f $bench/$file ]] || return; done <"$setup/torch.sha256"
}

set_up_torch() {
  local tools=()
  [[ -w $bench ]] || fail 4 "torch: missing or not of this version: $detail" "remedy: $(setup_remedy)"
  [[ $carried ]] || tools=(maven)
  begin_work
  need "${tools[@]}"
  step torch "$(torch_title)" make_torch
  end_work
}

# Such as: libtorch for CPUs, 110 MB to fetch
torch_title() {
  local coordinates _ megabytes all=0
  while read -r coordinates _ megabytes; do
    [[ $coordinates == '#' ]] || ((all += megabytes))
  done <"$setup/torch.lock"
  printf 'libtorch for CPUs, %s MB to fetch' "$all"
}

# ND4J brings an OpenBLAS too. The loader takes the first library of a name for all that ask for it: so ours gets a name
# of its own, of the same length, in its own file and in that of libtorch, which asks for it.
make_torch() {
  local new=$bench/torch.new jar _ file keep
  rm -rf "$new" && mkdir -p "$new/jars"
  fetch_torch "$new/jars"
  for jar in "$new"/jars/*.jar; do "$bench/venv/bin/python" -m zipfile -e "$jar" "$new/unpacked"; done
  find "$new/unpacked" -name libopenblas.so.0 -exec bash -c 'mv "$1" "${1%/*}/libopenblas_t.so"' _ {} ';'
  while read -r _ file; do
    keep=$new/keep/$file
    mkdir -p "${keep%/*}"
    find "$new/unpacked/org" -name "${file##*/}" -exec mv {} "$keep" ';'
  done <"$setup/torch.sha256"
  find "$new/keep" '(' -name libtorch_cpu.so -o -name libopenblas_t.so ')' -print0 |
    LC_ALL=C xargs -0 sed -i 's/libopenblas\.so\.0\x00/libopenblas_t.so\x00/g'
  (cd "$new/keep" && sha256sum --check "$setup/torch.sha256")
  cp "$setup/torch.sha256" "$new/keep/torch/"
  rm -rf "$bench/torch"
  mv "$new/keep/torch" "$bench"
  rm -rf "$new"
}

# fetch_torch FOLDER: the jars of torch.lock.
fetch_torch() {
  local coordinates hash _ jar version classifier
  while read -r coordinates hash _; do
    [[ $coordinates != '#' ]] || continue
    IFS=: read -r _ jar version _ classifier <<<"$coordinates"
    jar=$jar-$version-$classifier.jar
    if [[ $carried ]]; then
      cp "$carried/torch/$jar" "$1"
    else
      maven --non-recursive dependency:copy "-Dartifact=$coordinates" "-DoutputDirectory=$1"
    fi
    sha256sum --check <<<"$hash  $1/$jar"
  done <"$setup/torch.lock"
}
