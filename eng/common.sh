# Shared by run.sh and test.sh. Sourced, with $root set to the repository.

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

require_sdk() {
  command -v dotnet >/dev/null || fail 'The .NET 10 SDK is missing. Install it with: sudo apt-get install dotnet-sdk-10.0 (or see https://dot.net/download), then run this again.'
  # global.json asks for SDK 10; dotnet says nothing useful on its first line when it is absent.
  (cd "$root" && dotnet --version >/dev/null 2>&1) || fail "The .NET 10 SDK is missing: this machine has $(cd / && dotnet --list-sdks | awk '{print $1}' | paste -sd' ' -). Install dotnet-sdk-10.0 (https://dot.net/download), then run this again."
}

# Asks the configured NuGet source once whether Aspire's packages are there, and remembers the answer in local.props.
detect_aspire() {
  [ -f "$root/local.props" ] && return
  local probe
  probe=$(mktemp -d)
  cat >"$probe/probe.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="Aspire.Hosting.AppHost" Version="[13.5.2]" /></ItemGroup>
</Project>
XML
  local available=true
  dotnet restore "$probe/probe.csproj" >/dev/null 2>&1 || available=false
  rm -rf "$probe"
  if [ "$available" = false ]; then
    say "Aspire's packages are not in this machine's NuGet source: Gateway.AppHost is left out (AspireIntegrations=false in local.props)."
  fi
  printf '<Project>\n  <PropertyGroup>\n    <AspireIntegrations>%s</AspireIntegrations>\n  </PropertyGroup>\n</Project>\n' "$available" >"$root/local.props"
}
