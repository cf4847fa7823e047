// How long a model of many workers takes on the embedded Juju: deployed, configured, scaled, removed.
//
//   node bench/many-workers.mjs [workers]        100 when left out
//
// Prints for each step its time, how many hooks, actions and calls there were, and the most memory that the simulator
// had. It needs a built charm and simulator (`make charm`), and runs as many machines side by side as there are cores.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const workers = Number(process.argv[2] ?? 100);
const folder = mkdtempSync(path.join(tmpdir(), 'many-workers-'));
const model = path.join(folder, 'model');
const memoryLimitMiB = 1024;

const bundle = path.join(folder, 'bundle.yaml');
writeFileSync(
  bundle,
  `series: xenial
applications:
  easyrsa: { charm: "cs:~containers/easyrsa", num_units: 1 }
  elasticsearch: { charm: "cs:elasticsearch", num_units: 1 }
  etcd: { charm: "cs:~containers/etcd", num_units: 3 }
  filebeat: { charm: "cs:filebeat" }
  flannel: { charm: "cs:~containers/flannel" }
  grafana: { charm: "cs:grafana", num_units: 1 }
  kibana: { charm: "cs:kibana", num_units: 1 }
  kubeapi-load-balancer: { charm: "cs:~containers/kubeapi-load-balancer", num_units: 1 }
  kubernetes-master: { charm: "cs:~containers/kubernetes-master", num_units: 2 }
  kubernetes-worker: { charm: ${JSON.stringify(path.join(project, 'build/charm'))}, num_units: ${workers} }
  prometheus: { charm: "cs:prometheus", num_units: 1 }
relations:
  - ["kubernetes-master:kube-api-endpoint", "kubeapi-load-balancer:apiserver"]
  - ["kubernetes-master:loadbalancer", "kubeapi-load-balancer:loadbalancer"]
  - ["kubernetes-master:kube-control", "kubernetes-worker:kube-control"]
  - ["kubernetes-master:certificates", "easyrsa:client"]
  - ["kubernetes-master:etcd", "etcd:db"]
  - ["kubernetes-worker:certificates", "easyrsa:client"]
  - ["kubernetes-worker:kube-api-endpoint", "kubeapi-load-balancer:website"]
  - ["kubeapi-load-balancer:certificates", "easyrsa:client"]
  - ["etcd:certificates", "easyrsa:client"]
  - ["flannel:etcd", "etcd:db"]
  - ["flannel:cni", "kubernetes-master:cni"]
  - ["flannel:cni", "kubernetes-worker:cni"]
  - ["filebeat:beats-host", "kubernetes-worker:juju-info"]
`,
);

console.log(`${workers} workers and 10 other applications, ${cpus().length} cores, ${gib(totalmem())} of memory`);
const columns = ['', 'seconds', 'hooks', 'failed', "workers'", 'tool calls', 'programs', 'peak MiB'];
const rows = [columns];
try {
  await step('deploy', ['deploy', bundle]);
  await step('configure', ['config', 'kubernetes-worker', 'labels=bench=yes']);
  await step('update-status', ['update-status']);
  await step(`add ${tenth()} workers`, ['add-unit', 'kubernetes-worker', '-n', `${tenth()}`]);
  await step(`remove ${tenth()} workers`, [
    'remove-unit',
    ...Array.from({ length: tenth() }, (_, n) => `kubernetes-worker/${n}`),
  ]);
  const units = JSON.parse(await juju(['status', '--format', 'json'])).applications['kubernetes-worker'].units;
  const states = Object.values(units).map((unit) => unit['workload-status'].current);
  await step('remove the application', ['remove-application', 'kubernetes-worker']);
  console.log(table(rows));
  console.log(
    `${states.filter((state) => state === 'active').length} of ${states.length} workers were active before the last step.`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tenth() {
  return Math.max(1, Math.round(workers / 10));
}

async function step(name, argv) {
  const before = history().length;
  const startedMs = performance.now();
  const peak = { kib: 0 };
  await juju(argv, peak);
  const seconds = (performance.now() - startedMs) / 1000;
  const ran = history().slice(before);
  const sum = (key) => ran.reduce((total, line) => total + line[key], 0);
  const row = [
    name,
    seconds.toFixed(1),
    `${ran.length}`,
    `${ran.filter(({ committed }) => !committed).length}`,
    `${ran.filter(({ unit }) => unit.startsWith('kubernetes-worker/')).length}`,
    `${sum('tools')}`,
    `${sum('programs')}`,
    `${Math.round(peak.kib / 1024)}`,
  ];
  rows.push(row);
  console.error(row.join('  '));
}

/** Standard output of a juju command; `peak.kib` becomes the most memory that it had. */
function juju(argv, peak = { kib: 0 }) {
  const program = path.join(project, 'build/simulator/juju.mjs');
  const node = [`--max-old-space-size=${memoryLimitMiB}`, program, '--model', model, ...argv];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  const timer = setInterval(() => {
    try {
      const found = /VmHWM:\s+(\d+) kB/u.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      peak.kib = Math.max(peak.kib, Number(found?.[1] ?? 0));
    } catch {
      // It has ended.
    }
  }, 100);
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve(output.stdout);
      else reject(new Error(`juju ${argv.join(' ')}: exit code ${code}\n${output.stderr.slice(-2000)}`));
    });
  });
}

function history() {
  try {
    return readFileSync(path.join(model, 'history.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

function table(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) => line.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n]))).join('  '))
    .join('\n');
}

function gib(bytes) {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
