#!/usr/bin/env bash
# A picture of every page of the admin site, light and dark, on a desktop and on a phone.
#   eng/screenshots.sh [FOLDER]   artifacts/screenshots otherwise
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/eng/common.sh"

folder=${1:-$root/artifacts/screenshots}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
require_sdk
detect_aspire
SCREENSHOTS=$folder "$root/test.sh" --filter Admin.AccessibilityTests
say "The pictures are in $folder"
