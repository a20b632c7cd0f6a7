/** The same graph for others. They are installed here, outside of the workspace; without a registry they are left out. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AT_ONCE, DEPTH, levelNames, WIDTH } from './graph.ts';

const PEERS = { wireit: '0.14.13', turbo: '2.11.11' };

/** A way to run the graph with another tool. */
export interface Peer {
  readonly name: string;
  run(): void;
}

/** Installs the peers into a folder and gives those that are there. */
export function installPeers(folder: string): readonly Peer[] {
  const json = (file: string, value: object): void => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(value));
  };
  const wireit: Record<string, object> = {
    all: { dependencies: levelNames(DEPTH - 1) },
  };
  for (let level = 0; level < DEPTH; level++) {
    for (const name of levelNames(level)) {
      wireit[name] = { command: 'true', dependencies: levelNames(level - 1) };
    }
  }
  json('package.json', {
    name: 'peers',
    private: true,
    packageManager: 'npm@11.0.0',
    workspaces: ['packages/*'],
    devDependencies: PEERS,
    scripts: Object.fromEntries(Object.keys(wireit).map((name) => [name, 'wireit'])),
    wireit,
  });
  // A package for each column, a task for each level; each needs all packages' task of the level before.
  const tasks: Record<string, object> = {};
  for (let level = 0; level < DEPTH; level++) {
    const before = Array.from({ length: WIDTH }, (_, column) => `p${column}#l${level - 1}`);
    tasks[`l${level}`] = { cache: false, dependsOn: level === 0 ? [] : before };
  }
  json('turbo.json', { tasks });
  for (let column = 0; column < WIDTH; column++) {
    const scripts = Object.fromEntries(Object.keys(tasks).map((name) => [name, 'true']));
    json(`packages/p${column}/package.json`, { name: `p${column}`, version: '1.0.0', scripts });
  }
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', WIREIT_CACHE: 'none' };
  const call = (file: string, args: readonly string[], more: object = {}): void => {
    const done = spawnSync(file, args, {
      cwd: folder,
      env: { ...env, ...more },
      encoding: 'utf8',
    });
    if (done.status !== 0)
      throw new Error(`${file} ${args.join(' ')}\n${done.stdout}${done.stderr}`);
  };
  try {
    call('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
    spawnSync('git', ['init', '-q'], { cwd: folder });
  } catch (error) {
    console.log(`peers are left out: ${String(error).split('\n', 2).join(' ')}`);
    return [];
  }
  const levels = Object.keys(tasks);
  return [
    {
      name: 'wireit',
      run: () => call('npm', ['run', '--silent', 'all'], { WIREIT_PARALLEL: String(AT_ONCE) }),
    },
    {
      name: 'turbo',
      run: () =>
        call('npx', ['turbo', 'run', ...levels, `--concurrency=${AT_ONCE}`, '--output-logs=none']),
    },
  ];
}
