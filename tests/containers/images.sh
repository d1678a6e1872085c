# A base image of Debian's libraries and this machine's .NET, and the product's images from the shipped Dockerfiles.
base=localhost/leakfleet-test

# What a chiselled runtime image holds: libraries, certificates and .NET; no shell, no package manager, a user `app` beside root.
make_runtime() { # FOLDER, folder of .NET
  local root=$1 dotnet=$2 package
  mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{tmp,etc,proc,sys,dev,home/app} "$work/packages"
  for link in bin sbin lib lib64; do ln -s usr/$link "$root/$link"; done
  chmod 1777 "$root/tmp"
  (cd "$work/packages" && apt-get download libc6 libgcc-s1 libstdc++6 zlib1g ca-certificates busybox-static && { apt-get download libssl3 || apt-get download libssl3t64; }) || return 1
  for package in "$work"/packages/*.deb; do
    case $package in */busybox*) continue ;; esac
    dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root" || return 1
  done
  rm -rf "$root"/usr/share/{doc,man,locale,lintian} "$root"/usr/sbin/* "$root"/usr/bin/*
  mkdir -p "$root/etc/ssl/certs" "$root/usr/share/dotnet" "$root/etc/dotnet"
  cat "$root"/usr/share/ca-certificates/mozilla/*.crt > "$root/etc/ssl/certs/ca-certificates.crt"
  printf 'root:x:0:0:root:/:/sbin/nologin\napp:x:1654:1654::/home/app:/sbin/nologin\nnobody:x:65534:65534::/:/sbin/nologin\n' > "$root/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\nnogroup:x:65534:\n' > "$root/etc/group"
  cp -a "$dotnet"/dotnet "$dotnet"/host "$dotnet"/shared "$root/usr/share/dotnet/" || return 1
  ln -s ../share/dotnet/dotnet "$root/usr/bin/dotnet"
  echo /usr/share/dotnet > "$root/etc/dotnet/install_location"
}

build_bases() {
  local dotnet
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  make_runtime "$work/root" "$dotnet" || return 1
  tar -c -C "$work/root" . | podman import --change 'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true' - $base/aspnet || return 1

  # The same with a shell: for building, and for targets that are to outlive their program.
  mkdir -p "$work/shell/usr/bin"
  dpkg-deb --fsys-tarfile "$work"/packages/busybox-static*.deb | tar -x -O --wildcards '*bin/busybox' > "$work/shell/usr/bin/busybox" || return 1
  chmod 755 "$work/shell/usr/bin/busybox"
  for name in sh cp mkdir rm ls cat sleep test touch env uname; do ln -s busybox "$work/shell/usr/bin/$name"; done
  printf 'FROM %s/aspnet\nCOPY . /\n' $base | podman build --pull=never --file - --tag $base/shell "$work/shell" || return 1
  # The SDK itself is this machine's, mounted while something is built: a copy would be most of a gigabyte.
  mkdir -p "$work/nothing"
  printf 'FROM %s/shell\nENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 HOME=/build NUGET_PACKAGES=/packages\n' $base \
    | podman build --pull=never --file - --tag $base/sdk "$work/nothing" || return 1
}

build_images() {
  copy_source
  build_shipped agent --file "$work/source/deploy/agent.Dockerfile" || return 1
  build_shipped server --target server --format docker --file "$work/source/deploy/cluster.Dockerfile" || return 1
  podman rmi --force $base/silo >/dev/null 2>&1
  build_shipped silo --target silo --file "$work/source/deploy/cluster.Dockerfile" || echo "no silo"
  build_targets
}

# What is committed or about to be, and no build output of this machine.
copy_source() {
  mkdir -p "$work/source" "$work/nuget"
  git ls-files --cached --others --exclude-standard -z | tar -c --null --ignore-failed-read -T - | tar -x -C "$work/source"
  cp "$HOME"/.nuget/NuGet/NuGet.Config "$work/nuget/" 2>/dev/null
}

build_shipped() { # NAME, further options
  local name=$1 packages=${NUGET_PACKAGES:-$HOME/.nuget/packages} dotnet
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  shift
  podman build --pull=never --network host --volume "$dotnet:/usr/share/dotnet:ro" --volume "$packages:/packages" --volume /etc/ssl:/etc/ssl:ro \
    --volume "$work/nuget:/build/.nuget/NuGet" --build-arg SDK=$base/sdk --build-arg RUNTIME=$base/aspnet \
    --build-arg VERSION=0.0.0-test --build-arg REVISION="$(git rev-parse HEAD)" --timestamp "$(git log -1 --format=%ct)" "$@" --tag $base/"$name" "$work/source"
}

# Targets: as most services run, as another user, and with a runtime of its own.
build_targets() {
  dotnet build tests/targets/LeakyApp -c Release --nologo -v quiet || return 1
  dotnet publish tests/targets/HeapTarget -c Release -r linux-x64 --self-contained --nologo -v quiet -o "$work/targets/own" || return 1
  cp -a tests/targets/LeakyApp/bin/Release/net10.0 "$work/targets/shared"
  printf 'FROM %s/shell\nCOPY . /targets\n' $base | podman build --pull=never --file - --tag $base/targets "$work/targets" || return 1
}
