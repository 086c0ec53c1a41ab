#!/usr/bin/env bash
# Measures the gateway beside its upstream, nginx and a bare YARP forwarder, and holds it to its budgets.
#   bench/run.sh                        everything, about five minutes
#   bench/run.sh --only requests        one section: start, memory, requests, streams, first-chunk or scale
#   bench/run.sh --seconds 1 --rounds 1 a quick look, in about a minute
# Further options: --json FILE, --gateway-dll FILE, --without-gateway, --stand-in. See bench/README.md.
set -euo pipefail
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$bench")
. "$root/eng/common.sh"

json=$bench/results/latest.json gateway='' without=false passed=()
while [ $# -gt 0 ]; do
  case $1 in
    --json) [ $# -ge 2 ] || fail '--json needs a file name.'; json=$2; shift 2 ;;
    --gateway-dll) [ $# -ge 2 ] || fail '--gateway-dll needs a file name.'; gateway=$2; shift 2 ;;
    --without-gateway) without=true; shift ;;
    --stand-in) without=true; passed+=("$1"); shift ;;
    -h|--help) sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) passed+=("$1"); shift ;;
  esac
done

require_sdk
PATH=$PATH:/usr/sbin:/usr/local/sbin
command -v nginx >/dev/null || fail 'The benchmark needs nginx: sudo apt-get install nginx'
detect_aspire

build() {
  local log
  log=$(dotnet build "$1" -c Release -v quiet -nologo 2>&1) || { printf '%s\n' "$log" >&2; fail "Building $1 failed."; }
}
say 'Building …'
build "$bench/Gateway.Bench/Gateway.Bench.csproj"
if [ "$without" = false ] && [ -z "$gateway" ]; then
  build "$root/Gateway.Proxy/Gateway.Proxy.csproj"
  gateway=$root/Gateway.Proxy/bin/Release/net10.0/Gateway.Proxy.dll
fi
[ -z "$gateway" ] || passed+=(--gateway-dll "$gateway")

# The benchmark stops what it started, on Ctrl-C as well; exec, so that signals reach it.
exec dotnet "$bench/Gateway.Bench/bin/Release/net10.0/Gateway.Bench.dll" --json "$json" "${passed[@]}"
