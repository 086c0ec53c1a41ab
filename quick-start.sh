#!/usr/bin/env bash
# Starts the gateway, its admin site, Redis and PostgreSQL with Docker Compose. Safe to run again: what is there is kept.
#   ./quick-start.sh              the gateway, in front of model servers that run already on the network vllm_network
#   ./quick-start.sh --gpu        the vLLM servers of config.yaml as well
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
compose_folder=$root/aspire-manifest/compose
env_file=$compose_folder/.env
network=vllm_network

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

profile=()
case ${1:-} in
  '') ;;
  --gpu) profile=(--profile gpu) ;;
  *) fail "$1: unknown option. Use ./quick-start.sh, or ./quick-start.sh --gpu." ;;
esac

command -v docker >/dev/null || fail 'Docker is missing: https://docs.docker.com/engine/install/'
docker info >/dev/null 2>&1 || fail 'Docker does not answer. Start it (sudo systemctl start docker), or add yourself to the group docker.'
docker compose version >/dev/null 2>&1 || fail 'Docker Compose 2 is missing: sudo apt-get install docker-compose-plugin'
compose() { docker compose --project-directory "$compose_folder" -f "$compose_folder/docker-compose.yaml" "${profile[@]}" "$@"; }

docker network inspect "$network" >/dev/null 2>&1 || { docker network create "$network" >/dev/null; say "Network $network made."; }

random() { LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1" || true; }
# setting NAME: its value in .env, or nothing.
setting() { sed -n "s/^$1=//p" "$env_file" | head -n 1; }
# fill NAME VALUE: only where nothing stands yet.
fill() {
  [ -z "$(setting "$1")" ] || return 0
  local rest
  rest=$(grep -v "^$1=" "$env_file" || true)
  printf '%s\n%s=%s\n' "$rest" "$1" "$2" >"$env_file"
}
if [ ! -f "$env_file" ]; then
  (umask 077; cp "$compose_folder/.env.example" "$env_file")
  say "Made $env_file with secrets of its own."
fi
chmod 600 "$env_file"
fill LITELLM_MASTER_KEY "sk-$(random 40)"
fill LITELLM_UI_PASSWORD "$(random 24)"
fill LITELLM_REDIS_PASSWORD "$(random 32)"
fill LITELLM_POSTGRES_PASSWORD "$(random 32)"

say 'Starting (the first time builds the images) …'
compose up -d --build

port=$(setting LITELLM_PORT)
state() { docker inspect -f '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' vllm-litellm-proxy 2>/dev/null || true; }
printf 'Waiting for the gateway '
for _ in $(seq 90); do
  [ "$(state)" != healthy ] || break
  printf .
  sleep 2
done
printf '\n'
[ "$(state)" = healthy ] || { compose logs --tail 30 litellm >&2; fail 'The gateway did not become healthy within three minutes; its last lines are above.'; }

cat <<TEXT

The gateway is ready:  http://localhost:${port:-4000}
Admin site:            http://localhost:${port:-4000}/ui   (user admin, password LITELLM_UI_PASSWORD in $env_file)
Master key:            LITELLM_MASTER_KEY in $env_file

Next:
  docker exec vllm-litellm-proxy curl http://vllm-gpt-oss-20b:8000/health     does the gateway reach a model server?
  docker logs -f vllm-litellm-proxy                                           one line a request
  docs/operations.md                                                          everything else
TEXT
