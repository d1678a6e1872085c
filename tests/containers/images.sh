# Base images from Debian and this machine's .NET, and the product's images from the shipped Dockerfiles.
base=localhost/leakfleet-test

build_images() {
  local dotnet
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  # The base does not change from run to run.
  if ! podman image exists $base/aspnet; then
    debootstrap --variant=minbase bookworm "$work/root" || return 1
    chroot "$work/root" apt-get install -y --no-install-recommends libssl3 ca-certificates libstdc++6 || return 1
    mkdir -p "$work/root/usr/share/dotnet" "$work/root/etc/dotnet"
    cp -a "$dotnet"/dotnet "$dotnet"/host "$dotnet"/shared "$work/root/usr/share/dotnet/" || return 1
    ln -sf /usr/share/dotnet/dotnet "$work/root/usr/bin/dotnet"
    echo /usr/share/dotnet > "$work/root/etc/dotnet/install_location"
    tar -c -C "$work/root" . | podman import - $base/aspnet || return 1
  fi
  if ! podman image exists $base/sdk; then
    mkdir -p "$work/sdk"
    cp -a "$dotnet"/. "$work/sdk/" || return 1
    printf 'FROM %s/aspnet\nCOPY . /usr/share/dotnet\nENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 HOME=/build NUGET_PACKAGES=/packages\n' $base > "$work/sdk.Dockerfile"
    podman build --pull=never --file "$work/sdk.Dockerfile" --tag $base/sdk "$work/sdk" || return 1
  fi

  # What is committed or about to be, and no build output of this machine.
  git ls-files --cached --others --exclude-standard -z | tar -c --null --ignore-failed-read -T - | tar -x -C "$(mkdir -p "$work/source" && echo "$work/source")"
  local packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
  local options=(--pull=never --network host --volume "$packages:/packages" --volume /etc/ssl:/etc/ssl:ro --build-arg SDK=$base/sdk --build-arg RUNTIME=$base/aspnet)
  [ -f "$HOME/.nuget/NuGet/NuGet.Config" ] && options+=(--volume "$HOME/.nuget/NuGet:/build/.nuget/NuGet:ro")
  podman build "${options[@]}" --file "$work/source/deploy/agent.Dockerfile" --tag $base/agent "$work/source" || return 1
  podman build "${options[@]}" --target server --format docker --file "$work/source/deploy/cluster.Dockerfile" --tag $base/server "$work/source" || return 1

  # Targets: as most services run, as another user, and with a runtime of its own.
  dotnet build tests/targets/LeakyApp -c Release --nologo -v quiet || return 1
  dotnet publish tests/targets/HeapTarget -c Release -r linux-x64 --self-contained --nologo -v quiet -o "$work/targets/own" || return 1
  cp -a tests/targets/LeakyApp/bin/Release/net10.0 "$work/targets/shared"
  printf 'FROM %s/aspnet\nCOPY . /targets\n' $base > "$work/targets.Dockerfile"
  podman build --pull=never --file "$work/targets.Dockerfile" --tag $base/targets "$work/targets" || return 1
}
