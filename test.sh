#!/usr/bin/env bash
# Restores, builds, starts what the tests need and runs all of them. The last line says: N passed, N failed, N skipped.
#   ./test.sh                     everything
#   ./test.sh --filter Routing    the tests whose full name contains the word
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/eng/common.sh"

filter=()
case ${1:-} in
  '') ;;
  --filter) [ -n "${2:-}" ] || fail '--filter needs a word.'; filter=(--filter "FullyQualifiedName~$2") ;;
  *) fail "$1: unknown option. Use ./test.sh, or ./test.sh --filter WORD." ;;
esac

# has PROGRAM [FOLDER]: on the PATH, or in the folder (a pattern) that Debian keeps off it.
has() { command -v "$1" >/dev/null || { [ -n "${2:-}" ] && compgen -G "$2/$1" >/dev/null; }; }

# A program that a test needs: where it is, else through apt where that is allowed, else said.
require_program() {
  local program=$1 package=$2 folder=${3:-}
  has "$program" "$folder" && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $package …"
    { apt-get install -y -qq --no-install-recommends "$package" || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$package"; }; } >/dev/null 2>&1 || true
    hash -r
    has "$program" "$folder" && return
  fi
  fail "The tests need $program: sudo apt-get install $package"
}

require_sdk
detect_aspire
require_program curl curl
require_program redis-server redis-server
require_program postgres postgresql '/usr/lib/postgresql/*/bin'
require_program node nodejs
require_program npm npm
require_program chromium chromium

cd "$root"
say 'Building …'
dotnet build Gateway.sln -c Release -v quiet -nologo
(cd Gateway.Tests/Clients/JavaScript && npm install --no-audit --no-fund --no-package-lock --loglevel=error)

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
dotnet test Gateway.Tests/Gateway.Tests.csproj -c Release --no-build -nologo --logger trx --results-directory "$results" "${filter[@]}" || status=$?

# <Counters total="12" executed="12" passed="12" failed="0" … notExecuted="0" … />
counter() { { grep -rho --include='*.trx' "<Counters [^>]*" "$results" || true; } | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{n += $1} END {print n + 0}'; }
passed=$(counter passed) failed=$(counter failed) total=$(counter total)
# No test at all is no success: a filter that fits nothing, or a test process that died before its first result.
[ "$total" -gt 0 ] || status=1
say "$passed passed, $failed failed, $((total - passed - failed)) skipped"
exit "$status"
