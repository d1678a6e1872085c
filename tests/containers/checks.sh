# Each check is one sentence; what it saw is shown when it fails.
passed=0
failed=0
port=5397

check() { # NAME, then a command that succeeds
  local name=$1
  shift
  if "$@" > "$work/check.log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "failed: $name"
    tail -n 6 "$work/check.log" | cut -c -3000
  fi
}

# Until the command succeeds, for at most so many seconds.
within() {
  local seconds=$1 end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || { echo "not within $seconds s"; return 1; }
    sleep 1
  done
}

processes() { curl -s "http://127.0.0.1:$port/api/v1/processes"; }

# A Python expression over the list of processes `p`, true or not; what the server said is in the log.
fleet() { processes | tee "$work/processes.json" | python3 -c "
import json, sys
answer = json.load(sys.stdin)
p = answer.get('processes') or answer.get('items')
ok = bool($1)
if not ok: print(json.dumps([{k: q.get(k) for k in ('service', 'pid', 'histograms', 'trouble', 'containerLimitBytes', 'exited', 'outOfMemoryAt')} for q in p if q['service'].startswith('lf-')]))
sys.exit(0 if ok else 1)"; }

check_images() {
  local base_bytes agent_bytes container images=(agent server)
  if podman image exists $base/silo; then images+=(silo); else echo "The silo's image was not built, and is not tested: Microsoft Orleans does not restore here."; fi
  base_bytes=$(podman image inspect --format '{{.Size}}' $base/aspnet)
  agent_bytes=$(podman image inspect --format '{{.Size}}' $base/agent)
  for image in "${images[@]}"; do echo "image of the $image: $((($(podman image inspect --format '{{.Size}}' $base/$image) - base_bytes) / 1000)) KB beyond its base"; done
  check "the agent's image adds at most 32 MB to its base" test $((agent_bytes - base_bytes)) -le 32000000
  check "the agent's image answers" podman run --rm --no-healthcheck --network none --label leakfleet-test $base/agent --version
  for image in "${images[@]}"; do
    [ $image = agent ] || check "the image of the $image runs as another user than root" sh -c "podman image inspect --format '{{.User}}' $base/$image | grep -qx 1654"
    check "the image of the $image has labels" sh -c "podman image inspect --format '{{json .Labels}}' $base/$image | grep -q org.opencontainers.image.title"
    check "the image of the $image names its version and revision" sh -c "podman image inspect --format '{{json .Labels}}' $base/$image | grep -q 'image.revision\":\"$(git rev-parse HEAD)\".*image.version\":\"0.0.0-test'"
    container=$(podman create --no-healthcheck --label leakfleet-test $base/$image 2>/dev/null)
    podman export "$container" | tar -tv > "$work/$image.files"
    check "the image of the $image has no shell, nor anything set to run as another user" sh -c "! grep -E '/(sh|bash|dash|ash|zsh|busybox)( |\$)|^-..[sS]|^-.....[sS]' $work/$image.files"
    check "nobody but root may write what the image of the $image brings" sh -c "grep -qE 'opt/leakfleet/leakfleet(-silo)?[.]dll' $work/$image.files && ! grep ' opt/leakfleet' $work/$image.files | grep -vE '^.{5}-.{2}-. root/root'"
  done
  check "the server's image is healthy" within 60 healthy
  check "the SDK makes an image without a Dockerfile" published_by_sdk
}

# From a base image that comes, as for everybody, out of a registry: here one of a single image, on this machine's loopback.
published_by_sdk() {
  podman push --quiet $base/aspnet oci:"$work/registry" || return 1
  python3 tests/containers/registry.py "$work/registry" $((port + 2)) & registry_pid=$!
  dotnet publish cluster/LeakFleet.Cli -c Release -t:PublishContainer --nologo -v quiet -p:ContainerBaseImage=localhost:$((port + 2))/aspnet:latest -p:ContainerArchiveOutputPath="$work/sdk.tar.gz" \
    -p:ContainerRepository=leakfleet-test/published -p:ContainerImageTag=sdk
  local status=$?
  kill $registry_pid
  [ $status -eq 0 ] && podman load --quiet --input "$work/sdk.tar.gz" && podman run --rm --no-healthcheck --network none --label leakfleet-test docker.io/leakfleet-test/published:sdk --version
}

healthy() {
  podman container exists lf-server || podman run --detach --label leakfleet-test --name lf-server --read-only --cap-drop ALL --network none $base/server >/dev/null 2>&1
  podman healthcheck run lf-server
}

start_server() {
  dotnet build cluster/LeakFleet.Cli -c Release --nologo -v quiet > "$work/cli.log" 2>&1 || { tail -n 10 "$work/cli.log"; failed=$((failed + 1)); return; }
  dotnet cluster/LeakFleet.Cli/bin/Release/net10.0/leakfleet.dll server --listen "127.0.0.1:$port" --state "$work/state" --interval 5s > "$work/server.log" 2>&1 &
  server_pid=$!
  check "a server answers" within 60 curl -sf "http://127.0.0.1:$port/healthz"
}

# As the chart runs it, but for the budget of walks, in which other .NET processes of this machine have their part: the host's pids, a root that cannot be written, no rights but two and no way to gain any, a folder of the node for its outbox.
agent() { # NAME, capabilities, then further arguments of the command
  local name=$1 capabilities=() capability
  for capability in $2; do capabilities+=(--cap-add "$capability"); done
  shift 2
  mkdir -p "$work/node-$name"
  podman run --detach --no-healthcheck --label leakfleet-test --name "$name" --network host --pid host --read-only --read-only-tmpfs=false --cap-drop ALL "${capabilities[@]}" \
    --security-opt no-new-privileges --memory 128m --user 0 --volume /sys/fs/cgroup:/sys/fs/cgroup:ro --volume "$work/node-$name:/var/lib/leakfleet" \
    $base/agent agent --server "http://127.0.0.1:$port" --node containers --interval 5s --outbox /var/lib/leakfleet/outbox --metrics 127.0.0.1:$((port + 1)) --walk-cpu 25 --memory-limit 128 "$@"
}

has_two_capabilities() { # PID
  grep -E '^(Cap(Eff|Prm|Bnd)|NoNewPrivs)' "/proc/$1/status"
  [ "$(grep -cE '^Cap(Eff|Prm|Bnd):.0000000000080002$|^NoNewPrivs:.1$' "/proc/$1/status")" = 4 ]
}

# Ports on which a process listens, by the sockets that are its own.
listening() { # PID
  local inode
  for inode in $(readlink /proc/"$1"/fd/* 2>/dev/null | sed -n 's/socket:\[\(.*\)\]/\1/p'); do
    awk -v inode="$inode" '$10 == inode && $4 == "0A" { split($2, place, ":"); print place[2] }' /proc/net/tcp /proc/net/tcp6
  done | while read -r hex; do echo $((16#$hex)); done | sort -u
}

target() { # NAME, podman's options, --, the command
  local name=$1 options=()
  shift
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  podman run --detach --label leakfleet-test --name "$name" --network none --env OTEL_SERVICE_NAME="$name" "${options[@]}" $base/targets "$@"
}

# The one that every part has beside its own.
start_shared() { podman container exists lf-shared || target lf-shared --memory 256m -- dotnet /targets/shared/LeakyApp.dll --scenario static-list; }

check_targets() {
  start_shared
  target lf-nonroot --memory 200m --user 1654:1654 --cap-drop ALL -- dotnet /targets/shared/LeakyApp.dll --scenario steady
  target lf-own --memory 300m --interactive -- /targets/own/HeapTarget 300000
  agent lf-agent "SYS_PTRACE DAC_OVERRIDE" || true
  check "a shared runtime, another user and a runtime of its own are walked" within 120 fleet \
    "all(any(q['service'] == s and q['histograms'] > 0 for q in p) for s in ('lf-shared', 'lf-nonroot', 'lf-own'))"
  check "each is known by its container" fleet "all(len(q['labels'].get('container.id', '')) == 64 for q in p if q['service'].startswith('lf-'))"
  check "the limits of their containers are seen" fleet \
    "{q['service']: q['containerLimitBytes'] for q in p}.items() >= {'lf-shared': 268435456, 'lf-nonroot': 209715200, 'lf-own': 314572800}.items()"
  target lf-new --memory 256m -- dotnet /targets/shared/LeakyApp.dll --scenario steady
  check "a new container is watched within ten seconds of its start" within 10 fleet "any(q['service'] == 'lf-new' for q in p)"
  pid=$(podman inspect --format '{{.State.Pid}}' lf-agent)
  for place in x etc/x tmp/x opt/leakfleet/x sys/fs/cgroup/x sys/x; do
    check "the agent may not write /$place" sh -c "! touch /proc/$pid/root/$place"
  done
  check "the agent may write its outbox" sh -c "touch /proc/$pid/root/var/lib/leakfleet/x && rm /proc/$pid/root/var/lib/leakfleet/x"
  check "the agent has two capabilities, and can gain none" has_two_capabilities "$pid"
  check "the agent's system calls are filtered" grep -qx 'Seccomp:.2' "/proc/$pid/status"
  check "the agent listens on one port" test "$(listening "$pid")" = "$((port + 1))"
  check "the agent says that it works" curl -sf "http://127.0.0.1:$((port + 1))/healthz"
  check "the agent stays within its memory" running lf-agent
}

check_rights() {
  start_shared
  podman rm --force --time 5 lf-agent >/dev/null 2>&1
  agent lf-agent-no-ptrace "DAC_OVERRIDE"
  check "without SYS_PTRACE the agent names it" within 60 sh -c "podman logs lf-agent-no-ptrace 2>&1 | grep -q 'not permitted without CAP_SYS_PTRACE'"
  podman rm --force --time 5 lf-agent-no-ptrace >/dev/null 2>&1
  agent lf-agent-no-override "SYS_PTRACE"
  check "without DAC_OVERRIDE the agent names it" within 60 sh -c "podman logs lf-agent-no-override 2>&1 | grep -q 'CAP_DAC_OVERRIDE'"
  podman rm --force --time 5 lf-agent-no-override >/dev/null 2>&1
}

# One that grows for minutes: found, forecast, killed. The limit of its heap is out of the way, or it would end itself before the kernel does.
check_memory() {
  start_shared
  agent lf-agent-oom "SYS_PTRACE DAC_OVERRIDE"
  # A shell stays, and the container's cgroup with it: version 1 counts nowhere else.
  target lf-killed --memory 140m --memory-swap 140m --env DOTNET_GCHeapHardLimit=0x40000000 -- \
    sh -c 'dotnet /targets/shared/LeakyApp.dll --scenario static-list --rate 500000; sleep 600'
  check "a kill for want of memory is seen and is the right process's" within 600 fleet \
    "any(q['service'] == 'lf-killed' and q['exited'] and q.get('outOfMemoryAt') for q in p) and not any(q['service'] == 'lf-shared' and q.get('outOfMemoryAt') for q in p)"
  check "its finding says that it came as forecast" within 30 fleet \
    "any('as forecast' in sentence for q in p if q['service'] == 'lf-killed' and q.get('finding') for sentence in q['finding']['evidence'])"
  podman rm --force --time 5 lf-agent-oom >/dev/null 2>&1
}

# One that was killed for want of memory does not run either.
running() { podman inspect --format '{{.State.Running}} {{.State.ExitCode}}' "$1" | tee /dev/stderr | grep -q '^true'; }

check_library() {
  start_shared
  gcc -shared -fPIC -o "$work/forged.so" tests/containers/forged.c || { failed=$((failed + 1)); return; }
  # Shows that the forged library does what it should where it is loaded with rights.
  mkdir -p "$work/control"
  check "the forged library writes where it may" sh -c "LEAKFLEET_FORGED=$work/control LD_PRELOAD=$work/forged.so /bin/true && test -e $work/control/leakfleet-owned"
  rm -f /tmp/leakfleet-owned
  target lf-forged --memory 300m --interactive --volume "$work/forged.so:/targets/own/libmscordaccore.so:ro" -- /targets/own/HeapTarget 300000
  agent lf-agent-attacked "SYS_PTRACE DAC_OVERRIDE"
  check "a forged debugger library is met" within 120 fleet "any(q['service'] == 'lf-forged' and q.get('trouble') for q in p)"
  check "it has written nothing on the host, in its container, or beside the agent" sh -c "
    ! test -e /tmp/leakfleet-owned && ! podman exec lf-forged test -e /tmp/leakfleet-owned \
    && ! test -e /proc/\$(podman inspect --format '{{.State.Pid}}' lf-agent-attacked)/root/tmp/leakfleet-owned && ! find $work/node-lf-agent-attacked | grep -q owned"
  check "the agent goes on watching the others" fleet "any(q['service'] == 'lf-shared' and q['histograms'] > 0 for q in p)"
  check "the agent lives" running lf-agent-attacked
}
