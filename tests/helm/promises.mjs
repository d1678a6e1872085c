// What the chart promises of what it renders, whatever the values.
const workloads = ['DaemonSet', 'StatefulSet', 'Deployment'];

export function checkPromises(objects) {
  const faults = [];
  const expect = (condition, text) => { if (!condition) faults.push(text); };
  const named = (kind, name) => objects.some(o => o.kind === kind && o.metadata.name === name);

  for (const object of objects) {
    const name = `${object.kind} ${object.metadata.name}`;
    if (object.kind === 'ClusterRole') {
      const rights = object.rules.map(r => `${r.resources}:${r.verbs}`).join(' ');
      expect(['pods:list,watch', 'tokenreviews:create'].includes(rights), `${name} has the rights ${rights}`);
    }

    if (object.kind === 'PriorityClass') expect(object.preemptionPolicy === 'Never' && !object.globalDefault, `${name} ends other pods for its own, or is everybody's`);

    const pod = object.kind === 'Pod' ? object.spec : workloads.includes(object.kind) ? object.spec.template.spec : null;
    if (!pod) continue;
    const labels = object.kind === 'Pod' ? object.metadata.labels : object.spec.template.metadata.labels;
    if (object.spec.selector) {
      for (const [key, value] of Object.entries(object.spec.selector.matchLabels)) expect(labels[key] === value, `${name} does not choose its own pods`);
    }

    expect(pod.automountServiceAccountToken === false, `${name} mounts a token that nobody asked for`);
    if (pod.serviceAccountName) expect(named('ServiceAccount', pod.serviceAccountName), `${name} has no service account`);
    const volumes = new Set((pod.volumes ?? []).map(v => v.name).concat((object.spec.volumeClaimTemplates ?? []).map(v => v.metadata.name)));
    for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
      const rights = container.securityContext;
      expect(rights.readOnlyRootFilesystem === true && rights.allowPrivilegeEscalation === false && !rights.privileged, `${name} may write its root, or gain rights`);
      expect(JSON.stringify(rights.capabilities.drop) === '["ALL"]', `${name} keeps capabilities`);
      expect(container.resources.requests && container.resources.limits?.memory, `${name} has no limit of memory`);
      for (const mount of container.volumeMounts ?? []) expect(volumes.has(mount.name), `${name} mounts ${mount.name}, which there is none of`);
    }

    if (object.kind === 'DaemonSet') checkAgent(object, pod, expect);
    else expect(pod.securityContext.runAsNonRoot === true && !pod.hostPID, `${name} runs as root, or sees the node`);
    if (object.kind === 'StatefulSet') checkCluster(objects, object, pod, expect);
    for (const source of secretsOf(pod)) expect(named('Secret', source) || !source.startsWith('lf'), `${name} uses the secret ${source}, which nobody makes`);
  }

  return faults;
}

function checkAgent(object, pod, expect) {
  const [agent] = pod.containers;
  expect(pod.hostPID === true && !pod.hostNetwork && !pod.hostIPC, 'the agent sees the host\'s processes, and nothing else of the host');
  expect(JSON.stringify(agent.securityContext.capabilities.add) === '["SYS_PTRACE","DAC_OVERRIDE"]', 'the agent has two capabilities');
  expect(agent.securityContext.seccompProfile.type === 'RuntimeDefault', 'the agent has a seccomp profile');
  expect(agent.volumeMounts.every(m => m.readOnly || m.name === 'outbox'), 'the agent has no writable path but its outbox');
  expect(JSON.stringify(agent.ports) === '[{"name":"metrics","containerPort":9464}]', 'the agent listens on one port, for metrics and health');
  expect(agent.readinessProbe?.httpGet.port === 'metrics' && agent.livenessProbe?.httpGet.path === '/healthz', 'the agent is probed');
  const { requests, limits } = agent.resources;
  expect(requests.cpu === '50m' && requests.memory === '64Mi' && limits.cpu === '200m' && limits.memory === '128Mi', 'the agent has the resources that were promised');
  const limit = agent.env.find(({ name }) => name === 'MEMORY_LIMIT')?.valueFrom.resourceFieldRef;
  expect(agent.args.includes('--memory-limit=$(MEMORY_LIMIT)') && limit?.resource === 'limits.memory' && limit.containerName === agent.name && limit.divisor === '1Mi', 'helpers know the limit they share with the agent');
  expect(pod.priorityClassName, 'the agent has a priority class');
  const hostPaths = pod.volumes.filter(v => v.hostPath).map(v => v.hostPath.path);
  expect(hostPaths.every(path => path === '/sys/fs/cgroup' || path === '/var/lib/leakfleet-agent/watch-lf'), `the agent mounts ${hostPaths} of the host`);
}

// What silos tell each other is neither encrypted nor authenticated.
function checkCluster(objects, object, pod, expect) {
  const [{ args }] = pod.containers;
  const isSilos = args[0] === 'run';
  expect(args.filter(arg => arg.startsWith('--interval=')).length === 1, 'the cluster is told the interval of the agents');
  expect(!isSilos || (args.includes('--silo-port=11111') && args.includes('--gateway-port=0')), 'silos listen for each other on one port, and for no client of Orleans');
  const policy = objects.find(o => o.kind === 'NetworkPolicy' && o.metadata.name === object.metadata.name);
  if (!policy) return;
  const rules = policy.spec.ingress;
  expect(rules.every(rule => rule.ports?.length === 1 && rule.from?.length > 0), 'each peer of the cluster reaches one port');
  expect(rules.filter(rule => rule.ports?.[0].port === 5341).length === 1 && rules.length === (isSilos ? 2 : 1), `the ports of the cluster are ${JSON.stringify(rules)}`);
  const members = rules.filter(rule => rule.ports?.[0].port === 11111);
  for (const rule of members) {
    const labels = rule.from[0].podSelector?.matchLabels ?? {};
    expect(rule.from.length === 1 && !rule.from[0].namespaceSelector && labels['app.kubernetes.io/component'] === 'cluster' && labels['app.kubernetes.io/instance'], 'only silos of the release reach a silo\'s port');
  }
  expect(members.length === (isSilos ? 1 : 0), 'silos reach each other');
}

const secretsOf = pod => (pod.volumes ?? []).flatMap(v => v.secret ? [v.secret.secretName] : []);
