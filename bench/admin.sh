#!/usr/bin/env bash
# How long each report, and each page of the admin site, takes over much data; fails when a call of the gateway takes more than 300 ms.
#   bench/admin.sh [ROWS]         ten million spend logs otherwise; PostgreSQL needs about 6 GB and ten minutes for them
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/eng/common.sh"

require_sdk
detect_aspire
dotnet build "$root/Gateway.Tests" -c Release -v quiet -nologo
ADMIN_VOLUME_ROWS=${1:-10000000} ADMIN_VOLUME_LIMIT_MS=300 dotnet test "$root/Gateway.Tests" -c Release --no-build -nologo \
  --filter FullyQualifiedName~Admin.VolumeTests --logger 'console;verbosity=detailed'
