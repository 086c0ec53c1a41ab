#!/usr/bin/env bash
# Builds and runs the gateway: with the simulated fleet, or with --config FILE alone on that config.
#   ./run.sh                      simulated fleet, gateway on port 4000
#   ./run.sh --port 5055          (or PORT=5055 ./run.sh)
#   ./run.sh --config my.yaml     the gateway alone, against the servers that my.yaml names
# Every other option goes to the gateway as it is.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/eng/common.sh"

port=${PORT:-4000} config='' passed=()
while [ $# -gt 0 ]; do
  case $1 in
    --config|-c) [ $# -ge 2 ] || fail '--config needs a file name.'; config=$2; shift 2 ;;
    --config=*) config=${1#*=}; shift ;;
    --port) [ $# -ge 2 ] || fail '--port needs a number.'; port=$2; shift 2 ;;
    --port=*) port=${1#*=}; shift ;;
    *) passed+=("$1"); shift ;;
  esac
done
case $port in ''|*[!0-9]*) fail "--port: '$port' is not a port number." ;; esac
[ -z "$config" ] || [ -r "$config" ] || fail "$config: no such file, or not readable."
(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && fail "Port $port is already in use. Choose another: ./run.sh --port 4001"

require_sdk
detect_aspire
say 'Building …'
log=$(mktemp)
children=()
stop() {
  trap - EXIT INT TERM
  [ ${#children[@]} -eq 0 ] || kill "${children[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$log" "${addresses:-}"
}
trap 'stop' EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM

build() { dotnet build "$root/$1/$1.csproj" -c Release -v quiet -nologo >"$log" 2>&1 || { cat "$log" >&2; fail "Building $1 failed."; }; }
build Gateway.Proxy

if [ -z "$config" ]; then
  build Gateway.Simulator
  config=$root/config.yaml
  addresses=$(mktemp -u)
  dotnet "$root/Gateway.Simulator/bin/Release/net10.0/Gateway.Simulator.dll" --fleet "$root/Gateway.Simulator/fleet.json" --addresses "$addresses" >"$log" 2>&1 &
  children+=($!)
  for _ in $(seq 150); do
    [ -f "$addresses" ] && break
    kill -0 "${children[0]}" 2>/dev/null || { cat "$log" >&2; fail 'The simulated fleet did not start.'; }
    sleep 0.1
  done
  [ -f "$addresses" ] || fail 'The simulated fleet did not become ready within 15 seconds.'
  # Lines such as services__vllm-qwen-30b__http__0=http://127.0.0.1:41235. Bash cannot export names with a dash; env can.
  mapfile -t services <"$addresses"
  say "Simulated fleet: ${#services[@]} model servers."
fi

data=$root/.gateway
env "${services[@]}" dotnet "$root/Gateway.Proxy/bin/Release/net10.0/Gateway.Proxy.dll" \
  --config "$config" --port "$port" --data-dir "$data" "${passed[@]}" &
gateway=$!
children+=("$gateway")
for _ in $(seq 300); do
  curl -fs -o /dev/null "http://127.0.0.1:$port/health/readiness" 2>/dev/null && break
  kill -0 "$gateway" 2>/dev/null || { wait "$gateway" && status=0 || status=$?; exit "$status"; }
  sleep 0.1
done

key=${LITELLM_MASTER_KEY:-}
[ -n "$key" ] || [ ! -r "$data/master-key" ] || key=$(cat "$data/master-key")
cat <<TEXT

The gateway is ready:  http://localhost:$port
Master key:            ${key:-the master_key of $config}

Try it:
  curl http://localhost:$port/v1/chat/completions \\
    -H 'Authorization: Bearer ${key:-sk-…}' -H 'Content-Type: application/json' \\
    -d '{"model": "gpt-oss-120b", "messages": [{"role": "user", "content": "Hello!"}]}'

Ctrl-C stops everything.
TEXT
wait "$gateway"
