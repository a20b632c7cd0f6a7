/** One automation, run here and by a host that executes its generated file as GitHub would. */
import { execFile } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type JobResult, runWorkflow } from '@sluice/github-host';

/** What is the same on both sides: by step (`test[os=a]` for a leg) its result, outputs and artifacts. */
export interface Seen {
  readonly result: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Texts of files by `artifact/path in it`. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/** How a run is started. */
export interface RunRequest {
  readonly folder: string;
  readonly commands: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** What happened, whether it ended well, and everything that was printed. */
export interface Ran {
  readonly ok: boolean;
  readonly steps: Readonly<Record<string, Seen>>;
  readonly log: string;
}

interface Line {
  readonly type: string;
  readonly step: string;
  readonly outputs?: { readonly value: Readonly<Record<string, unknown>> };
  readonly artifacts?: Readonly<Record<string, string>>;
}

const RESULTS: Readonly<Record<string, string>> = {
  'step-completed': 'success',
  'step-failed': 'failure',
  'step-timed-out': 'failure',
  'step-cancelled': 'cancelled',
  'step-skipped': 'skipped',
};

/** Runs `sluice NAME` in the folder. */
export async function runHere(request: RunRequest): Promise<Ran> {
  const { folder, commands, name, inputs, secrets } = request;
  const args = ['--json', 'run', name, ...Object.entries(inputs).map((pair) => pair.join('='))];
  const { code, stdout, stderr } = await new Promise<{
    code: number;
    stdout: string;
    stderr: string;
  }>((settle) => {
    const env = { PATH: `${commands}:${process.env['PATH']}`, HOME: folder, ...secrets };
    execFile(
      join(commands, 'sluice'),
      args,
      { cwd: folder, env, maxBuffer: 1 << 28 },
      (error, stdout, stderr) =>
        settle({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
  const steps: Record<string, Seen> = {};
  const expanded = new Set<string>();
  for (const text of stdout.split('\n').filter((line) => line !== '')) {
    const line = JSON.parse(text) as Line;
    if (line.type === 'matrix-expanded') expanded.add(line.step);
    const result = RESULTS[line.type];
    // A step with legs ends as its legs do; those are what is compared.
    if (result === undefined || line.step.includes('/') || expanded.has(line.step)) continue;
    steps[line.step] = {
      result,
      outputs: asTexts(line.outputs?.value ?? {}),
      artifacts: artifactTexts(folder, line.step, Object.keys(line.artifacts ?? {})),
    };
  }
  return { ok: code === 0, steps, log: stdout + stderr };
}

/** Runs the generated file of the same automation. */
export async function runThere(request: RunRequest, scratch: string): Promise<Ran> {
  const ended = await runWorkflow({
    checkout: request.folder,
    file: `.github/workflows/${request.name}.yml`,
    scratch,
    event: { name: 'workflow_dispatch' },
    inputs: request.inputs,
    ...(request.secrets && { secrets: request.secrets }),
    path: [request.commands],
  });
  const steps = Object.values(ended.jobs).flatMap((job) => legsOf(job, ended.artifacts));
  return { ok: ended.result === 'success', steps: Object.fromEntries(steps), log: ended.log };
}

function legsOf(job: JobResult, artifacts: Readonly<Record<string, string>>): [string, Seen][] {
  const many = job.legs.some(({ leg }) => Object.keys(leg).length > 0);
  if (job.legs.length === 0) return [[job.id, { result: job.result, outputs: {}, artifacts: {} }]];
  return job.legs.map(({ leg, outcome, steps }, index) => {
    const values = Object.entries(leg).map(
      ([axis, value]) => `${axis}=${encodeURIComponent(String(value)).replaceAll("'", '%27')}`,
    );
    const outputs = steps.find(({ id }) => id === 'run')?.outputs ?? {};
    const own = Object.entries(outputs).filter(
      ([name, text]) => !name.startsWith('artifact-') && text !== '',
    );
    const kept = Object.entries(artifacts).flatMap(([name, folder]) => {
      const [, artifact, ofLeg] =
        new RegExp(`^${job.id}\\.([^.]+)(?:\\.(\\d+))?$`).exec(name) ?? [];
      return artifact === undefined || (ofLeg !== undefined && Number(ofLeg) !== index)
        ? []
        : textsBelow(artifact, folder);
    });
    return [
      many ? `${job.id}[${values.join(',')}]` : job.id,
      { result: outcome, outputs: Object.fromEntries(own), artifacts: Object.fromEntries(kept) },
    ];
  });
}

/** Outputs as GitHub carries them: texts as they are, everything else as JSON; an empty one is none. */
function asTexts(outputs: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(outputs).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

/** The texts of a step's artifacts in the store of the project. */
function artifactTexts(
  folder: string,
  step: string,
  names: readonly string[],
): Record<string, string> {
  const records = globSync('.sluice/artifacts/*/*/*/artifact.json', { cwd: folder }).map((file) => {
    const record = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      step: string;
      name: string;
      path: string;
    };
    return { ...record, path: join(folder, file, '../../..', record.path) };
  });
  const own = names.map((name) => records.find((each) => each.step === step && each.name === name));
  return Object.fromEntries(
    own.flatMap((each) => (each === undefined ? [] : textsBelow(each.name, each.path))),
  );
}

function textsBelow(artifact: string, path: string): [string, string][] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile())
    return [[`${artifact}/${basename(path)}`, readFileSync(path, 'utf8')]];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(path, file)).isFile())
    .map((file) => [`${artifact}/${file}`, readFileSync(join(path, file), 'utf8')]);
}
