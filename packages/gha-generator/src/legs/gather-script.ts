/** The script that makes lists of what legs have left behind. @module */

/**
 * Runs on a machine with nothing but Node. Reads `<folder>/<artifact>/leg.json` of every leg; writes one output per
 * name, a list in the order of the legs as JSON: `null` where a leg gave nothing, `results` always. Unless all is well,
 * or turns may fail, `results` is all there is, and the job fails.
 */
export const GATHER_SCRIPT: string = `const { appendFileSync, existsSync, readdirSync, readFileSync } = require('node:fs');
const { FOLDER, OUTPUTS, ARTIFACTS, RESULT, TOLERANT, GITHUB_OUTPUT } = process.env;
const legs = [];
for (const name of existsSync(FOLDER) ? readdirSync(FOLDER) : []) {
  const leg = JSON.parse(readFileSync(\`\${FOLDER}/\${name}/leg.json\`, 'utf8'));
  legs[leg.index] = leg;
  legs.length = Math.max(legs.length, leg.total);
}
const all = Array.from(legs, (leg) => leg ?? { status: 'cancelled', outputs: {} });
const write = (name, list) => {
  const end = require('node:crypto').randomUUID();
  appendFileSync(GITHUB_OUTPUT, \`\${name}<<\${end}\\n\${JSON.stringify(list)}\\n\${end}\\n\`);
};
write('results', all.map(({ status }) => status));
if (RESULT !== 'success' && TOLERANT !== 'true' && all.length > 0) process.exit(1);
const valueOf = ({ status, outputs }, name, isText) => {
  const text = status === 'success' ? outputs[name] : undefined;
  if (text === undefined || (text === '' && !isText)) return null;
  return isText ? text : JSON.parse(text);
};
for (const [name, kind] of Object.entries(JSON.parse(OUTPUTS))) {
  write(name, all.map((leg) => valueOf(leg, name, kind === 'text')));
}
for (const [name, folder] of Object.entries(JSON.parse(ARTIFACTS))) {
  write(\`artifact-\${name}\`, all.map(({ outputs }, at) => {
    const file = outputs[\`artifact-\${name}-name\`];
    return file ? \`\${folder}.\${at}/\${file}\` : null;
  }));
}
`;
