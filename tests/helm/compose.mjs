import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const folder = '../../deploy';
const tools = [['docker-compose'], ['docker', 'compose'], ['podman-compose']];

// The demonstration of deploy/: a tool that would run it takes its file, its keys fit, and nobody but this machine reaches it.
export function checkCompose(test) {
  const file = `${folder}/compose.yaml`;
  const tool = tools.find(([program, ...more]) => spawnSync(program, [...more, 'version']).status === 0);
  if (!tool) console.log('deploy/compose.yaml was not checked by a tool that runs it: there is no docker-compose, docker compose or podman-compose.');
  else {
    const [program, ...more] = tool;
    const run = config => spawnSync(program, [...more, '-f', config, 'config', '-q'], { encoding: 'utf8' });
    const taken = run(file);
    test(`${tool.join(' ')} takes deploy/compose.yaml`, taken.status === 0 ? [] : [taken.stdout + taken.stderr]);
    test(`${tool.join(' ')} refuses what is no such file`, run('package.json').status !== 0 ? [] : ['it took package.json']);
  }

  const lines = readFileSync(`${folder}/compose/keys`, 'utf8').split('\n').filter(line => line && !line.startsWith('#')).map(line => line.split(' '));
  for (const role of ['admin', 'agent']) {
    const hash = createHash('sha256').update(readFileSync(`${folder}/compose/${role}.key`, 'utf8').trim()).digest('hex');
    test(`compose/${role}.key is the key of ${role}`, lines.some(([, itsRole, itsHash]) => itsRole === role && itsHash === hash) ? [] : [`its hash ${hash} is not in compose/keys`]);
  }

  const { services } = parse(readFileSync(file, 'utf8'), { merge: true });
  const ports = Object.values(services).flatMap(service => service.ports ?? []);
  test('compose publishes on loopback only', ports.length > 0 && ports.every(port => port.startsWith('127.0.0.1:')) ? [] : ports);
  // A container with a view of its own cgroup alone cannot read its limit, and helpers are to be refused memory before the kernel ends them.
  const { command, mem_limit: limit } = services.agent;
  test('compose tells the agent its limit of memory', command.includes(`--memory-limit=${limit.replace('m', '')}`) ? [] : [limit, ...command]);
  const intervals = Object.values(services).filter(service => ['run', 'agent'].includes(service.command?.[0])).map(service => service.command.find(arg => arg.startsWith('--interval=')));
  test('compose tells silos and agents the same interval', intervals.length === 4 && new Set(intervals).size === 1 && intervals[0] ? [] : [intervals.join()]);
}
