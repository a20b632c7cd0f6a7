/** The commands of `sluice` itself, as a table. It imports nothing, so that help answers at once. @module */

/** The headings under which the help lists built-in commands. */
export type BuiltInGroup = 'Look' | 'Run' | 'GitHub' | 'Keep' | 'Set up';

/** A built-in command. */
export interface BuiltIn {
  readonly name: string;
  readonly group: BuiltInGroup;
  /** What follows the name. */
  readonly usage: string;
  readonly description: string;
  /** Flags and arguments of its own, each with what it does. */
  readonly details?: readonly (readonly [string, string])[];
  /** Flags of its own that are called like global ones: behind its name they are its own. */
  readonly ownFlags?: readonly string[];
  /** The global flags that have an effect on it, besides those of every command. */
  readonly takes?: readonly string[] | 'all';
  readonly examples: readonly string[];
}

/** Every built-in command, in the order of the help. */
export const BUILT_INS: readonly BuiltIn[] = [
  {
    name: 'list',
    group: 'Look',
    usage: '',
    description: 'List the commands of this project',
    takes: ['json'],
    examples: ['sluice list', 'sluice list --json'],
  },
  {
    name: 'inspect',
    group: 'Look',
    usage: 'NAME|FILE|- [--json]',
    description: 'Show everything about a task or a workflow',
    takes: ['json'],
    examples: ['sluice inspect release', 'sluice inspect release --json'],
  },
  {
    name: 'plan',
    group: 'Look',
    usage: 'NAME|FILE|- [INPUTS]',
    description: 'Show which steps would run, and why the others not',
    takes: ['event', 'ref'],
    details: [['--format=text|json', 'Explain it, or print its canonical form']],
    examples: ['sluice plan release --publish', 'sluice plan release --format=json'],
  },
  {
    name: 'graph',
    group: 'Look',
    usage: 'NAME|FILE|- [--format=FORMAT]',
    description: 'Show what a workflow consists of, and what waits for what',
    takes: ['json'],
    details: [['--format=FORMAT', 'tree, mermaid, dot, svg or json']],
    examples: ['sluice graph release', 'sluice graph release --format=svg > release.svg'],
  },
  {
    name: 'validate',
    group: 'Look',
    usage: '[NAME|FILE|-]',
    description: 'Report everything that is wrong',
    examples: ['sluice validate', 'sluice validate plan.yaml'],
  },
  {
    name: 'run',
    group: 'Run',
    usage: 'NAME|FILE|- [KEY=VALUE…] [--INPUT=VALUE…]',
    description: 'Run a workflow, a saved one, or a plan in a file',
    takes: 'all',
    details: [
      ['KEY=VALUE, -i KEY=VALUE', 'An input'],
      ['KEY:=JSON', 'An input as JSON'],
    ],
    examples: ['sluice run plan.json name=Ada', 'sluice plan greet --format=json | sluice run -'],
  },
  {
    name: 'gha',
    group: 'GitHub',
    usage: 'COMMAND',
    description: 'Write workflows for GitHub Actions, and run them there',
    takes: ['json', 'ref'],
    ownFlags: ['watch'],
    details: [
      ['generate', 'Write them; --out=FOLDER elsewhere, --stdout prints them'],
      ['check', 'Say which are not what the project says, and exit 1 for any'],
      ['diff', 'Show what generate would change'],
      ['verify [FILE…]', "Ask GitHub's own parser and language service"],
      ['pin', 'Lock actions to commits; --update, --from=LOCK, --policy=OWNER=tag'],
      ['export', "Write the lock as GitHub's own actions.lock; --stdout prints it"],
      ['dispatch NAME', 'Start one on GitHub; -i KEY=VALUE, --ref, --watch, --repo=OWNER/NAME'],
      ['status NAME|RUN', 'Show its newest runs, or one run; --fetch brings its artifacts'],
    ],
    examples: [
      'sluice gha generate',
      'sluice gha check',
      'sluice gha dispatch release -i publish=true --watch',
    ],
  },
  {
    name: 'save',
    group: 'Keep',
    usage: 'NAME|FILE|- [--name=NAME]',
    description: 'Save a workflow under a name, to run it from anywhere',
    takes: ['json'],
    details: [
      ['--name=NAME', "Default: the plan's own name"],
      ['--description=TEXT', "Default: the plan's own description"],
      ['--label=TEXT', 'The version; default: 1.0.0, or the next one'],
      ['--overwrite', 'Save a new version; the old one stays in the history'],
    ],
    examples: ["sluice save plan.json --name=greet --description='Say hello'", 'sluice run greet'],
  },
  {
    name: 'import',
    group: 'Keep',
    usage: 'FILE|- [--output=FILE]',
    description: 'Turn a workflow of nodes and edges into a plan',
    details: [['--output=FILE', 'A new file, .json or .yaml; default: standard output']],
    examples: ['sluice import flow.json --output=plan.yaml'],
  },
  {
    name: 'export',
    group: 'Keep',
    usage: 'NAME|FILE|- [--format=json|yaml]',
    description: 'Print a workflow as a plan, in its canonical form',
    details: [
      ['--format=json|yaml', 'Default: json, or what the name of --output says'],
      ['--output=FILE', 'A new file; default: standard output'],
    ],
    examples: ['sluice export greet --format=yaml', 'sluice export greet --output=greet.json'],
  },
  {
    name: 'typegen',
    group: 'Keep',
    usage: '[--output=FILE]',
    description: 'Write the types of saved workflows, for callSaved',
    details: [
      ['--output=FILE', 'Default: saved-workflows.d.ts beside sluice.ts'],
      ['--check', 'Write nothing; end with 1 when the file is not up to date'],
    ],
    examples: ['sluice typegen'],
  },
  {
    name: 'workflows',
    group: 'Keep',
    usage: '[COMMAND]',
    description: 'List, show, find, rename, delete and restore what is saved',
    takes: ['json'],
    details: [
      ['list', 'What is saved'],
      ['--deleted', 'What was deleted instead: restore brings it back'],
      ['show NAME', 'One workflow: its inputs, steps and file'],
      ['search WORDS', 'Those whose name, description, inputs or steps hold every word'],
      ['history NAME', 'Every state that was saved'],
      ['restore NAME [VERSION]', 'Undo a delete, or take an older state back'],
      ['rename NAME NEW-NAME', 'Change a name'],
      ['rm NAME…', 'Delete; restore undoes it'],
      ['path [NAME]', 'Where it is'],
      ['vendor', 'Copy what this project nests by name into its saved-workflows folder'],
    ],
    examples: [
      'sluice workflows',
      'sluice workflows search deploy --json',
      'sluice workflows list --deleted',
    ],
  },
  {
    name: 'doctor',
    group: 'Set up',
    usage: '[--json]',
    description: 'Check this machine and this project',
    takes: ['json'],
    examples: ['sluice doctor'],
  },
  {
    name: 'init',
    group: 'Set up',
    usage: '[--install]',
    description: 'Start a project in this folder',
    details: [['--install', 'Install what it needs, without asking']],
    examples: ['sluice init'],
  },
  {
    name: 'completion',
    group: 'Set up',
    usage: 'bash|zsh|fish',
    description: 'Print what a shell needs to complete commands and flags',
    details: [
      ['bash', 'Add to ~/.bashrc: source <(sluice completion bash)'],
      ['zsh', 'Add to ~/.zshrc, after compinit: source <(sluice completion zsh)'],
      ['fish', 'Once: sluice completion fish > ~/.config/fish/completions/sluice.fish'],
    ],
    examples: ['source <(sluice completion bash)'],
  },
];
