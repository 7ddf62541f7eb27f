# shellcheck shell=bash
# What the scripts share that start daemons from the distribution's packages.

# install_packages NAME...: quietly. The packages' own services do not start: whoever needs one starts and ends it.
install_packages() {
  local install=(apt-get install -y -qq --no-install-recommends "$@")
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  "${install[@]}" >/dev/null 2>&1 || { apt-get update -qq && "${install[@]}" >/dev/null; }
}
