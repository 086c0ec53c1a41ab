# Shared by run.sh and test.sh. Sourced, with $root set to the repository.

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

require_sdk() {
  command -v dotnet >/dev/null || fail 'The .NET 10 SDK is missing. Install it with: sudo apt-get install dotnet-sdk-10.0 (or see https://dot.net/download), then run this again.'
  # global.json asks for SDK 10; dotnet says nothing useful on its first line when it is absent.
  (cd "$root" && dotnet --version >/dev/null 2>&1) || fail "The .NET 10 SDK is missing: this machine has $(cd / && dotnet --list-sdks | awk '{print $1}' | paste -sd' ' -). Install dotnet-sdk-10.0 (https://dot.net/download), then run this again."
}

# Asks the configured NuGet source once for Aspire's packages and for its publishers, of the versions pinned here, and remembers the
# answer in local.props. What is left out is said at every run.
detect_aspire() {
  local version props=$root/local.props
  version=$(sed -n 's/.*"Aspire.Hosting.AppHost" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
  if ! grep -q "<AspireProbed>$version</AspireProbed>" "$props" 2>/dev/null; then
    local integrations=true publishers=true
    restores Aspire.Hosting.AppHost "$version" && restores Aspire.StackExchange.Redis "$version" || integrations=false
    restores Aspire.Hosting.Docker "$version" && restores Aspire.Hosting.Kubernetes "$version-*" || publishers=false
    cat >"$props" <<XML
<Project>
  <PropertyGroup>
    <AspireProbed>$version</AspireProbed>
    <AspireIntegrations>$integrations</AspireIntegrations>
    <AspirePublishers>$publishers</AspirePublishers>
  </PropertyGroup>
</Project>
XML
  fi
  if grep -q '<AspireIntegrations>false' "$props"; then
    say "Aspire's packages are not in this machine's NuGet source: Gateway.AppHost is left out (AspireIntegrations=false in local.props)."
  elif grep -q '<AspirePublishers>false' "$props"; then
    say "Aspire's publishers are not in this machine's NuGet source: Gateway.AppHost runs, but cannot write aspire-manifest/compose and kubernetes (AspirePublishers=false in local.props)."
  fi
}

# restores PACKAGE VERSION: whether the source has it, of that version or a later one, and what it needs.
restores() {
  local probe status=0
  probe=$(mktemp -d)
  cat >"$probe/probe.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="$1" Version="$2" /></ItemGroup>
</Project>
XML
  dotnet restore "$probe/probe.csproj" >/dev/null 2>&1 || status=1
  rm -rf "$probe"
  return "$status"
}
