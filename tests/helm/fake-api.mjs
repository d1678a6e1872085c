import { createServer } from 'node:http';

// As much of an API server as Helm needs to install, upgrade and uninstall: it keeps objects by their address, refuses what a real one would refuse of an upgrade, and makes a StatefulSet's volume claims, which stay.
const groups = {
  v1: [['Namespace', 'namespaces', false], ['Secret', 'secrets'], ['ConfigMap', 'configmaps'], ['Service', 'services'], ['ServiceAccount', 'serviceaccounts'], ['Pod', 'pods'], ['PersistentVolumeClaim', 'persistentvolumeclaims']],
  'apps/v1': [['DaemonSet', 'daemonsets'], ['StatefulSet', 'statefulsets']],
  'rbac.authorization.k8s.io/v1': [['ClusterRole', 'clusterroles', false], ['ClusterRoleBinding', 'clusterrolebindings', false]],
  'networking.k8s.io/v1': [['NetworkPolicy', 'networkpolicies']],
  'scheduling.k8s.io/v1': [['PriorityClass', 'priorityclasses', false]],
  'policy/v1': [['PodDisruptionBudget', 'poddisruptionbudgets']],
};
// What of a workload may never change (apps/v1); a change makes a real upgrade fail.
const fixed = { DaemonSet: ['selector'], StatefulSet: ['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates'] };

export async function startFakeApi() {
  const objects = new Map();
  let version = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://x');
    let body = '';
    for await (const piece of request) body += piece;
    const [status, answer] = answerTo(request.method, url, body ? JSON.parse(body) : null);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, objects, stop: () => { server.close(); server.closeAllConnections(); } };

  function answerTo(method, url, body) {
    const path = url.pathname;
    if (path === '/version') return [200, { major: '1', minor: '31', gitVersion: 'v1.31.0' }];
    if (path === '/api') return [200, { kind: 'APIVersions', versions: ['v1'] }];
    if (path === '/apis') return [200, { kind: 'APIGroupList', apiVersion: 'v1', groups: Object.keys(groups).filter(g => g.includes('/')).map(group) }];
    const listed = Object.keys(groups).find(g => path === (g === 'v1' ? '/api/v1' : `/apis/${g}`));
    if (listed) return [200, { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: listed, resources: groups[listed].map(([kind, name, namespaced = true]) => ({ kind, name, namespaced, singularName: '', verbs: ['create', 'delete', 'get', 'list', 'patch', 'update'] })) }];

    const known = objects.get(path);
    switch (method) {
      case 'GET': return known ? [200, known] : kindOf(path) ? [200, list(path, url.searchParams.get('labelSelector'))] : missing(path);
      case 'POST': return objects.has(`${path}/${body.metadata.name}`) ? fault(409, 'AlreadyExists', body.metadata.name) : [201, save(`${path}/${body.metadata.name}`, body)];
      case 'PUT': return known ? [200, save(path, body)] : missing(path);
      case 'PATCH': {
        if (!known) return missing(path);
        const changed = merge(known, body);
        const broken = (fixed[known.kind] ?? []).filter(field => JSON.stringify(known.spec[field]) !== JSON.stringify(changed.spec[field]));
        return broken.length > 0 ? fault(422, 'Invalid', `${known.kind} ${known.metadata.name}: ${broken} may not change`) : [200, save(path, changed)];
      }
      case 'DELETE': return objects.delete(path) ? [200, { kind: 'Status', status: 'Success' }] : missing(path);
      default: return fault(405, 'MethodNotAllowed', method);
    }
  }

  function save(path, object) {
    const saved = { ...object, metadata: { ...object.metadata, resourceVersion: `${++version}`, uid: object.metadata.uid ?? `uid-${version}` } };
    objects.set(path, saved);
    for (const claim of object.spec?.volumeClaimTemplates ?? []) {
      const name = `${claim.metadata.name}-${object.metadata.name}-0`;
      objects.set(`/api/v1/namespaces/${object.metadata.namespace}/persistentvolumeclaims/${name}`, { kind: 'PersistentVolumeClaim', metadata: { name } });
    }
    return saved;
  }

  function list(path, selector) {
    const wanted = (selector ?? '').split(',').filter(term => term).map(term => term.split('='));
    const items = [...objects].filter(([p, o]) => p.startsWith(`${path}/`) && wanted.every(([key, value]) => o.metadata.labels?.[key] === value)).map(([, o]) => o);
    return { kind: `${kindOf(path)}List`, apiVersion: 'v1', metadata: { resourceVersion: `${version}` }, items };
  }
}

const group = name => ({ name: name.split('/')[0], versions: [{ groupVersion: name, version: 'v1' }], preferredVersion: { groupVersion: name, version: 'v1' } });
const kindOf = path => Object.values(groups).flat().find(([, name]) => path.endsWith(`/${name}`))?.[0];
const fault = (code, reason, message) => [code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }];
const missing = path => fault(404, 'NotFound', path);

// Strategic merging, as far as this chart's changes go: members of objects, and lists whose elements have a name.
function merge(before, patch) {
  if (patch === null || typeof patch !== 'object') return patch;
  if (Array.isArray(patch)) {
    if (!Array.isArray(before) || !patch.every(p => p?.name)) return patch;
    return [...before.map(b => { const p = patch.find(q => q.name === b.name); return p ? merge(b, p) : b; }), ...patch.filter(p => !before.some(b => b.name === p.name))].filter(e => e.$patch !== 'delete');
  }
  const merged = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
