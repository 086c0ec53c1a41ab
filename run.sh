#!/usr/bin/env bash
# Builds and runs the gateway with its admin site: with the simulated fleet, or with --config FILE alone on that config.
#   ./run.sh                      simulated fleet, gateway on port 4000, admin site at /ui
#   ./run.sh --port 5055          (or PORT=5055 ./run.sh)
#   ./run.sh --config my.yaml     the gateway alone, against the servers that my.yaml names
# Every other option goes to the gateway as it is.
#   GATEWAY_DATA_DIR=DIR          where it keeps its state (or --data-dir DIR); .gateway beside this script otherwise
#   GATEWAY_NO_BUILD=1            run what is built already; GATEWAY_CONFIGURATION=Debug if that is not Release
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/eng/common.sh"

port=${PORT:-${LITELLM_PORT:-4000}} host=${HOST:-0.0.0.0} data=${GATEWAY_DATA_DIR:-$root/.gateway} config='' once='' passed=()
while [ $# -gt 0 ]; do
  case $1 in
    --config=*|--port=*|--host=*|--data-dir=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case $1 in
    --config|-c|--port|--host|--data-dir)
      [ $# -ge 2 ] || fail "$1: a value is missing."
      case $1 in
        --port) port=$2 ;;
        --host) host=$2 ;;
        --data-dir) data=$2 ;;
        *) config=$2 ;;
      esac
      shift 2 ;;
    --help|-h|--version|-v|--validate-config|--migrate-only) once=1; passed+=("$1"); shift ;;
    *) passed+=("$1"); shift ;;
  esac
done
case $port in ''|*[!0-9]*|0|??????*) fail "--port: '$port' is not a port number." ;; esac
[ -z "$config" ] || [ -r "$config" ] || fail "$config: no such file, or not readable."
case $host in 0.0.0.0|'*'|::|'[::]') address=localhost probe=127.0.0.1 ;; *) address=$host probe=$host ;; esac
if [ -z "$once" ] && (exec 3<>"/dev/tcp/$probe/$port") 2>/dev/null; then
  fail "Port $port is already in use. Choose another: ./run.sh --port $((port + 1))"
fi

require_sdk
temporary=$(mktemp -d)
fleet='' gateway='' admin=''
# The gateway first: it lets open answers come to their end, and these come from the fleet. A second Ctrl-C waits for nothing.
stop() {
  trap - EXIT
  trap 'kill -KILL $gateway $admin $fleet 2>/dev/null || true' HUP INT TERM
  [ $# -eq 0 ] || say "$1"
  local child
  for child in $gateway $admin $fleet; do
    kill "$child" 2>/dev/null || true
    while kill -0 "$child" 2>/dev/null; do wait "$child" 2>/dev/null || true; done
  done
  rm -rf "$temporary"
}
trap stop EXIT
trap 'stop; exit 129' HUP
trap 'stop "Stopping … (Ctrl-C again: at once)"; exit 130' INT
trap 'stop; exit 143' TERM

binary() { printf '%s' "$root/$1/bin/${GATEWAY_CONFIGURATION:-Release}/net10.0/$1.dll"; }
build() {
  if [ -z "${GATEWAY_NO_BUILD:-}" ]; then
    dotnet build "$root/$1/$1.csproj" -c "${GATEWAY_CONFIGURATION:-Release}" -v quiet -nologo >"$temporary/build" 2>&1 || { cat "$temporary/build" >&2; fail "Building $1 failed."; }
  fi
  [ -f "$(binary "$1")" ] || fail "$1 is not built; run this without GATEWAY_NO_BUILD."
}
if [ -z "${GATEWAY_NO_BUILD:-}" ]; then
  detect_aspire
  say 'Building …'
fi
build Gateway.Proxy
if [ -n "$once" ]; then
  status=0
  dotnet "$(binary Gateway.Proxy)" --config "${config:-$root/config.yaml}" "${passed[@]}" || status=$?
  exit "$status"
fi

# The gateway has to know where the admin site is before that has started.
build Gateway.Admin
admin_port=$((20000 + RANDOM % 12000))
while (exec 3<>"/dev/tcp/127.0.0.1/$admin_port") 2>/dev/null; do admin_port=$((20000 + RANDOM % 12000)); done

services=("services__admin__http__0=http://127.0.0.1:$admin_port")
if [ -z "$config" ]; then
  build Gateway.Simulator
  config=$root/config.yaml
  dotnet "$(binary Gateway.Simulator)" --fleet "$root/Gateway.Simulator/fleet.json" --addresses "$temporary/addresses" >"$temporary/fleet" 2>&1 &
  fleet=$!
  for _ in $(seq 150); do
    [ ! -f "$temporary/addresses" ] || break
    kill -0 "$fleet" 2>/dev/null || { cat "$temporary/fleet" >&2; fail 'The simulated fleet did not start.'; }
    sleep 0.1
  done
  [ -f "$temporary/addresses" ] || fail 'The simulated fleet did not become ready within 15 seconds.'
  # Lines such as services__vllm-qwen-30b__http__0=http://127.0.0.1:41235. Bash cannot export names with a dash; env can.
  mapfile -t -O 1 services <"$temporary/addresses"
  say "Simulated fleet: $((${#services[@]} - 1)) model servers."
fi

env "${services[@]}" dotnet "$(binary Gateway.Proxy)" --config "$config" --port "$port" --host "$host" --data-dir "$data" "${passed[@]}" &
gateway=$!

# get PATH [KEY]: the gateway's whole answer, or nothing. By hand, since curl need not be there.
get() { (exec 3<>"/dev/tcp/$probe/$port" && printf 'GET %s HTTP/1.0\r\nAuthorization: Bearer %s\r\n\r\n' "$1" "${2:-}" >&3 && cat <&3) 2>/dev/null || true; }
ready() { case $(get /health/readiness) in 'HTTP/1.1 200'*) ;; *) return 1 ;; esac; }
for _ in $(seq 300); do
  ! ready || break
  kill -0 "$gateway" 2>/dev/null || { status=0; wait "$gateway" || status=$?; exit "$status"; }
  sleep 0.1
done
ready || fail 'The gateway did not become ready within 30 seconds.'

# The config's own master key wins over both of these, and then it is not known here.
key=${LITELLM_MASTER_KEY:-}
[ -n "$key" ] || [ ! -r "$data/master-key" ] || key=$(cat "$data/master-key")
models=$(get /v1/models "$key")
case $models in 'HTTP/1.1 200'*) ;; *) key='' models='' ;; esac

# Without a key of its own the admin site takes the master key from whoever signs in.
env -u LITELLM_MASTER_KEY ${key:+"LITELLM_MASTER_KEY=$key"} "services__proxy__http__0=http://$probe:$port" \
  dotnet "$(binary Gateway.Admin)" --urls "http://127.0.0.1:$admin_port" --Logging:LogLevel:Default=Warning &
admin=$!
for _ in $(seq 150); do
  if ! kill -0 "$admin" 2>/dev/null || (exec 3<>"/dev/tcp/127.0.0.1/$admin_port") 2>/dev/null; then break; fi
  sleep 0.1
done
password='the master key'
[ -z "${UI_PASSWORD:-${LITELLM_UI_PASSWORD:-}}" ] || password='what UI_PASSWORD says'

model=$(grep -o '"id":"[^"]*"' <<<"$models" | head -n 1 | cut -d '"' -f 4) || true
cat <<TEXT

The gateway is ready:  http://$address:$port
Admin site:            http://$address:$port/ui  (user name: ${UI_USERNAME:-admin}, password: $password)
Master key:            ${key:-the master_key of $config}

Try it:
  curl http://$address:$port/v1/chat/completions \\
    -H 'Authorization: Bearer ${key:-sk-…}' -H 'Content-Type: application/json' \\
    -d '{"model": "${model:-…}", "messages": [{"role": "user", "content": "Hello!"}]}'

Ctrl-C stops everything.
TEXT
status=0
wait "$gateway" || status=$?
exit "$status"
