// Values that users set, and what each must lead to.
const base = { 'image.registry': 'registry.example.org/leakfleet' };
const silos = { 'cluster.mode': 'silos', 'cluster.database.secretName': 'postgres' };
const secretTls = { 'tls.mode': 'secret', 'tls.secretName': 'own-tls' };

export const good = {
  defaults: {},
  silos,
  'silos of five': { ...silos, 'cluster.replicas': 5 },
  'tls by secret': secretTls,
  'no tls': { 'tls.mode': 'off' },
  'agents by shared secret': { 'access.agents': 'secret', 'access.agentSecretName': 'agent-key' },
  'agents by certificate': { ...secretTls, 'access.agents': 'certificate', 'access.agentSecretName': 'agent-certificate' },
  'token review': { 'access.review': true },
  'token review of silos': { ...silos, 'access.review': true },
  'users by provider': { 'access.oidc.issuer': 'https://login.example.org', 'access.oidc.audience': 'leakfleet', 'access.oidc.readers[0]': 'sre' },
  'own keys': { 'access.keysSecretName': 'own-keys' },
  'agents alone': { ...secretTls, 'cluster.enabled': false, 'agent.server': 'https://leakfleet.example.org:5341' },
  'cluster alone': { 'agent.enabled': false },
  'no volume': { 'cluster.persistence.enabled': false },
  'storage class': { 'cluster.persistence.storageClass': 'fast', 'cluster.persistence.size': '10Gi' },
  'some namespaces': { 'agent.namespaces[0]': 'shop-*', 'agent.excludedNamespaces[0]': 'kube-system', 'agent.podLabels[0]': 'team=x' },
  'no policies': { 'networkPolicy.enabled': false, 'podDisruptionBudget.enabled': false },
  'policies with peers': { 'networkPolicy.from[0].namespaceSelector.matchLabels.name': 'ingress', 'networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.name': 'monitoring' },
  monitoring: { 'metrics.serviceMonitor': true, 'metrics.prometheusRule': true, 'metrics.keySecretName': 'prometheus-key', 'metrics.labels.release': 'prometheus' },
  'monitoring of a server with names': { 'metrics.serviceMonitor': true, 'metrics.keySecretName': 'prometheus-key', 'cluster.hosts[0]': 'leakfleet.example.org', 'networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.name': 'monitoring' },
  'silos with policies and an interval': { ...silos, interval: '5m', 'networkPolicy.from[0].namespaceSelector.matchLabels.name': 'ingress' },
  'alerts and reports': { 'cluster.config.receivers[0].name': 'am', 'cluster.config.receivers[0].type': 'alertmanager', 'cluster.configSecretName': 'receivers' },
  'alerts of silos': { ...silos, 'cluster.config.externalUrl': 'https://x.example.org' },
  'outbox in memory': { 'agent.outboxPath': '' },
  'pull secret, priority, hosts': { 'image.pullSecrets[0].name': 'pull', 'agent.priorityClassName': 'system-node-critical', 'cluster.hosts[0]': 'leakfleet.example.org' },
};

export const bad = {
  'no registry': [{ 'image.registry': '' }, 'image.registry'],
  'silos without a database': [{ 'cluster.mode': 'silos' }, 'cluster.database.secretName'],
  'secret without its name': [{ 'tls.mode': 'secret' }, 'tls.secretName'],
  'certificates without tls': [{ 'tls.mode': 'off', 'access.agents': 'certificate', 'access.agentSecretName': 'x' }, 'access.agents'],
  'shared secret without its name': [{ 'access.agents': 'secret' }, 'access.agentSecretName'],
  'agents without a server': [{ ...secretTls, 'cluster.enabled': false }, 'agent.server'],
  'agents without an authority': [{ 'cluster.enabled': false, 'agent.server': 'https://x.example.org' }, 'tls.mode'],
  'metrics without a key': [{ 'metrics.serviceMonitor': true }, 'metrics.keySecretName'],
  'rules without a cluster': [{ ...secretTls, 'cluster.enabled': false, 'agent.server': 'https://x.example.org', 'metrics.prometheusRule': true }, 'metrics.prometheusRule'],
  'an outbox that is no path': [{ 'agent.outboxPath': 'var/../etc' }, 'outboxPath'],
  'an unknown value': [{ 'agent.intervall': '60s' }, 'intervall'],
  'an unknown mode': [{ 'cluster.mode': 'many' }, 'mode'],
  'no duration': [{ interval: 'often' }, 'interval'],
  'a number for a flag': [{ 'access.review': 3 }, 'review'],
  'two faults at once': [{ 'tls.mode': 'secret', 'access.agents': 'secret' }, 'access.agentSecretName'],
};

export const withBase = values => ({ ...base, ...values });
