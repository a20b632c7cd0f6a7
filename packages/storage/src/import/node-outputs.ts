/** What the nodes of nodes-and-edges JSON leave behind, as expressions over the steps that they become. @module */

/** The outputs of one type of node: from its step (`steps.fetch`) to an expression. */
type Outputs = Readonly<Record<string, (step: string) => string>>;

const OUTPUTS: Readonly<Record<string, Outputs>> = {
  shell: {
    stdout: (step) => `${step}.outputs.stdout`,
    exit_code: (step) => `${step}.outputs.exitCode`,
  },
  http: {
    response: (step) => `${step}.outputs.json || ${step}.outputs.body`,
    status_code: (step) => `${step}.outputs.status`,
    response_headers: (step) => `${step}.outputs.headers`,
  },
  'read-file': { content: (step) => `${step}.outputs.content` },
  'write-file': { written: (step) => `${step}.result == 'success'` },
  echo: { echo: (step) => `${step}.outputs.message` },
  llm: { response: (step) => `${step}.outputs.text` },
};
/** Texts whose parts are asked for as if they were the JSON that stands in them. */
const TEXTS: readonly string[] = ['stdout', 'content', 'response', 'echo'];

/** The outputs that a type of node is known to have; undefined when it may have any. */
export function outputKeys(type: string): readonly string[] | undefined {
  const outputs = Object.hasOwn(OUTPUTS, type) ? OUTPUTS[type] : undefined;
  return outputs && Object.keys(outputs);
}

/** The expression of `${node.key.rest}`; undefined for an output that such a step does not have. */
export function outputExpression(
  type: string,
  step: string,
  key: string,
  rest: string,
): string | undefined {
  const outputs = Object.hasOwn(OUTPUTS, type) ? OUTPUTS[type] : undefined;
  if (outputs === undefined) return `${step}.outputs.${key}${rest}`;
  const made = Object.hasOwn(outputs, key) ? outputs[key]!(step) : undefined;
  if (made === undefined || rest === '') return made;
  if (type === 'http' && key === 'response') return `${step}.outputs.json${rest}`;
  return TEXTS.includes(key) ? `fromJSON(${made})${rest}` : `${made}${rest}`;
}

/** The expression of an object with every known output of a step, under the names that the JSON has for them. */
export function outputsObject(type: string, step: string): string {
  const entries = Object.entries(OUTPUTS[type] ?? {});
  const fields = entries.map(([key], at) => `"${key}":{${at}}`).join(',');
  const values = entries.map(([, made]) => `toJSON(${made(step)})`).join(', ');
  return `fromJSON(format('{{${fields}}}'${values === '' ? '' : `, ${values}`}))`;
}
