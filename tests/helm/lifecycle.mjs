import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startFakeApi } from './fake-api.mjs';

const run = promisify(execFile);

// A real Helm installs, upgrades and uninstalls: what an upgrade has to keep, and what is left at the end.
export async function checkLifecycle(helm, chart, settings, test) {
  const folder = mkdtempSync(join(tmpdir(), 'leakfleet-helm-'));
  const api = await startFakeApi();
  const config = join(folder, 'config');
  writeFileSync(config, JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'x', contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
    clusters: [{ name: 'x', cluster: { server: api.address } }], users: [{ name: 'x', user: {} }],
  }), { mode: 0o600 });
  const command = (...args) => run(helm, [...args, '--kubeconfig', config, '--namespace', 'watch'], { env: { ...process.env, HOME: folder } });
  const apply = (verb, values) => command(verb, 'lf', chart, '--disable-openapi-validation', ...settings(values));
  const at = path => api.objects.get(path);
  const secret = name => at(`/api/v1/namespaces/watch/secrets/${name}`)?.data;
  const workload = kind => at(`/apis/apps/v1/namespaces/watch/${kind}`);
  const left = () => [...api.objects.keys()];
  try {
    const notes = (await apply('install', {})).stdout;
    const [tls, keys, set] = [secret('lf-tls'), secret('lf-keys'), workload('statefulsets/lf')];
    test('installed: agents and a server with a volume', workload('daemonsets/lf-agent') && set && tls && keys && at('/api/v1/namespaces/watch/persistentvolumeclaims/state-lf-0') ? [] : left());

    await apply('upgrade', { interval: '5m', 'agent.walkCpu': 2, 'cluster.persistence.size': '2Gi', 'cluster.hosts[0]': 'leakfleet.example.org', 'image.tag': '0.2.0' });
    test('an upgrade keeps the certificate and the keys', JSON.stringify([secret('lf-tls'), secret('lf-keys')]) === JSON.stringify([tls, keys]) ? [] : ['they are others']);
    const upgraded = workload('statefulsets/lf');
    const args = upgraded.spec.template.spec.containers[0].args;
    test('an upgrade changes what was said, and keeps the state', args.includes('--interval=5m') && args.includes('--state=/var/lib/leakfleet') && upgraded.metadata.uid === set.metadata.uid
      && JSON.stringify(upgraded.spec.volumeClaimTemplates) === JSON.stringify(set.spec.volumeClaimTemplates) ? [] : [JSON.stringify(upgraded.spec)]);
    const outbox = o => o.spec.template.spec.volumes.find(v => v.name === 'outbox').hostPath.path;
    test('an upgrade keeps each node\'s outbox', outbox(workload('daemonsets/lf-agent')) === '/var/lib/leakfleet-agent/watch-lf' ? [] : [outbox(workload('daemonsets/lf-agent'))]);
    const resized = await apply('upgrade', { 'cluster.persistence.size': '9Gi' }).then(() => 'it was taken', fault => fault.stderr);
    test('the fake refuses what Kubernetes refuses: another size of a volume', resized.includes('volumeClaimTemplates may not change') ? [] : [resized]);

    await command('uninstall', 'lf');
    test('an uninstall leaves the volume claim alone', left().join() === '/api/v1/namespaces/watch/persistentvolumeclaims/state-lf-0' ? [] : left());
    test('the notes name what is left', ['delete pvc state-lf-0', 'delete pod lf-answers', '/var/lib/leakfleet-agent/watch-lf'].every(text => notes.includes(text)) ? [] : [notes]);

    api.objects.clear();
    const silos = { 'cluster.mode': 'silos', 'cluster.database.secretName': 'postgres', 'access.review': true };
    const siloNotes = (await apply('install', silos)).stdout;
    await apply('upgrade', { ...silos, 'cluster.replicas': 5 });
    test('silos are made more without anything else', workload('statefulsets/lf').spec.replicas === 5 ? [] : ['they are not']);
    await command('uninstall', 'lf');
    test('an uninstall of silos leaves nothing in Kubernetes', left().length === 0 && siloNotes.includes('the tables in the database') ? [] : [...left(), siloNotes]);
  } catch (fault) {
    test('helm installs, upgrades and uninstalls', [fault.stderr ?? fault.stack]);
  } finally {
    api.stop();
    rmSync(folder, { recursive: true });
  }
}
