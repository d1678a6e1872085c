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
    tail -n 20 "$work/check.log"
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
if not ok: print(json.dumps([{k: q.get(k) for k in ('service', 'pid', 'histograms', 'trouble', 'labels', 'containerLimitBytes', 'exited', 'outOfMemoryAt')} for q in p]))
sys.exit(0 if ok else 1)"; }

check_images() {
  local base_bytes agent_bytes
  base_bytes=$(podman image inspect --format '{{.Size}}' $base/aspnet)
  agent_bytes=$(podman image inspect --format '{{.Size}}' $base/agent)
  echo "agent image: $(((agent_bytes - base_bytes) / 1000)) KB beyond its base"
  check "the agent's image adds at most 32 MB to its base" test $((agent_bytes - base_bytes)) -le 32000000
  check "the agent's image answers" podman run --rm --network none --label leakfleet-test $base/agent --version
  check "the server's image runs as another user than root" sh -c "podman image inspect --format '{{.User}}' $base/server | grep -qx 1654"
  check "the agent's image has labels" sh -c "podman image inspect --format '{{json .Labels}}' $base/agent | grep -q org.opencontainers.image.title"
}

start_server() {
  dotnet cluster/LeakFleet.Cli/bin/Release/net10.0/leakfleet.dll server --listen "127.0.0.1:$port" --state "$work/state" --interval 5s > "$work/server.log" 2>&1 &
  server_pid=$!
  check "a server answers" within 60 curl -sf "http://127.0.0.1:$port/healthz"
}

# As the chart runs it: the host's pids, a root that cannot be written, no rights but two, and no way to gain any.
agent() { # NAME, capabilities, then further arguments of the command
  local name=$1 capabilities=() capability
  for capability in $2; do capabilities+=(--cap-add "$capability"); done
  shift 2
  podman run --detach --label leakfleet-test --name "$name" --network host --pid host --read-only --read-only-tmpfs=false --cap-drop ALL "${capabilities[@]}" \
    --security-opt no-new-privileges --memory 128m --user 0 --volume /sys/fs/cgroup:/sys/fs/cgroup:ro \
    $base/agent agent --server "http://127.0.0.1:$port" --node containers --interval 5s "$@"
}

target() { # NAME, podman's options, --, the command
  local name=$1 options=()
  shift
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  podman run --detach --label leakfleet-test --name "$name" --network none --env OTEL_SERVICE_NAME="$name" "${options[@]}" $base/targets "$@"
}

check_targets() {
  target lf-shared --memory 256m -- dotnet /targets/shared/LeakyApp.dll --scenario static-list
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
  check "the agent may write nowhere" sh -c "! podman exec lf-agent sh -c 'touch /x || touch /tmp/x || touch /opt/leakfleet/x || touch /sys/fs/cgroup/x' 2>/dev/null"
  check "the agent stays within its memory" sh -c "test \$(podman inspect --format '{{.State.OOMKilled}}' lf-agent) = false"
}

check_missing_rights() {
  podman rm --force --time 5 lf-agent >/dev/null 2>&1
  agent lf-agent-no-ptrace "DAC_OVERRIDE"
  check "without SYS_PTRACE the agent names it" within 60 sh -c "podman logs lf-agent-no-ptrace 2>&1 | grep -q 'not permitted without CAP_SYS_PTRACE'"
  podman rm --force --time 5 lf-agent-no-ptrace >/dev/null 2>&1
  agent lf-agent-no-override "SYS_PTRACE"
  check "without DAC_OVERRIDE the agent names it" within 60 sh -c "podman logs lf-agent-no-override 2>&1 | grep -q 'CAP_DAC_OVERRIDE'"
  podman rm --force --time 5 lf-agent-no-override >/dev/null 2>&1
}

check_out_of_memory() {
  agent lf-agent-oom "SYS_PTRACE DAC_OVERRIDE" --walk-cpu 25
  # A shell stays, and the container's cgroup with it: version 1 counts nowhere else.
  target lf-killed --memory 120m --memory-swap 120m --env DOTNET_GCHeapHardLimit=0x40000000 -- \
    sh -c 'dotnet /targets/shared/LeakyApp.dll --scenario static-list --rate 4000000; sleep 600'
  check "a kill for want of memory is seen and is the right process's" within 180 fleet \
    "any(q['service'] == 'lf-killed' and q['exited'] and q.get('outOfMemoryAt') for q in p) and not any(q['service'] == 'lf-shared' and q.get('outOfMemoryAt') for q in p)"
  podman rm --force --time 5 lf-agent-oom >/dev/null 2>&1
}

check_forged_library() {
  gcc -shared -fPIC -o "$work/forged.so" tests/containers/forged.c || { failed=$((failed + 1)); return; }
  # Shows that the forged library does what it should where it is loaded with rights.
  mkdir -p "$work/control"
  check "the forged library writes where it may" sh -c "LEAKFLEET_FORGED=$work/control LD_PRELOAD=$work/forged.so true && test -e $work/control/leakfleet-owned"
  rm -f /tmp/leakfleet-owned
  podman rm --force --time 2 lf-own >/dev/null 2>&1
  target lf-forged --memory 300m --interactive --volume "$work/forged.so:/targets/own/libmscordaccore.so:ro" -- /targets/own/HeapTarget 300000
  agent lf-agent-attacked "SYS_PTRACE DAC_OVERRIDE"
  check "a forged debugger library is met" within 120 fleet "any(q['service'] == 'lf-forged' and q.get('trouble') for q in p)"
  check "it has written nothing on the host, in its container, or beside the agent" sh -c "
    ! test -e /tmp/leakfleet-owned && ! podman exec lf-forged test -e /tmp/leakfleet-owned && ! podman exec lf-agent-attacked test -e /tmp/leakfleet-owned"
  check "the agent goes on watching the others" fleet "any(q['service'] == 'lf-shared' and q['histograms'] > 0 for q in p)"
  check "the agent lives" sh -c "test \$(podman inspect --format '{{.State.Running}}' lf-agent-attacked) = true"
}
