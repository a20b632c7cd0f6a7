/**
 * The scripts of a gate, which run on a machine with nothing but Node. Whatever is not as it should be keeps the gate
 * shut: an environment without required reviewers, an approval that is not there, an answer that is none.
 * @module
 */

/** Asks GitHub's REST API, and ends the job where that says no. */
const ASK = `const { appendFileSync } = require('node:fs');
const { GH_TOKEN, ENVIRONMENT, GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
const stop = (message) => {
  console.log(\`::error::\${message.replace(/[%\\r\\n]/g, encodeURIComponent)}\`);
  process.exit(1);
};
const ask = async (path) => {
  const headers = { authorization: \`Bearer \${GH_TOKEN}\`, accept: 'application/vnd.github+json' };
  const url = \`\${GITHUB_API_URL}/repos/\${GITHUB_REPOSITORY}/\${path}\`;
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(60_000) });
  if (!answer.ok) stop(\`GitHub answered \${answer.status} when asked for \${path}.\`);
  return answer.json();
};
process.on('unhandledRejection', (error) => stop(String(error)));
`;

/** Shows what is reviewed, and fails unless the environment has required reviewers. */
export const GUARD_SCRIPT: string = `${ASK}
(async () => {
  const { REVIEW, GITHUB_STEP_SUMMARY } = process.env;
  if (REVIEW) appendFileSync(GITHUB_STEP_SUMMARY, \`\${REVIEW}\\n\`);
  const { protection_rules: rules } = await ask(\`environments/\${encodeURIComponent(ENVIRONMENT)}\`);
  const reviewed = rules.some(({ type, reviewers }) => type === 'required_reviewers' && reviewers.length > 0);
  if (!reviewed) stop(\`The environment \${ENVIRONMENT} has no required reviewers, so nobody could reject. Add them in the settings of the repository.\`);
})();
`;

/** Writes who approved, with what words, and fails where nobody did: an environment can lose its reviewers meanwhile. */
export const DECISION_SCRIPT: string = `${ASK}
(async () => {
  const isOurs = ({ name }) => name.toLowerCase() === ENVIRONMENT.toLowerCase();
  const all = await ask(\`actions/runs/\${GITHUB_RUN_ID}/approvals\`);
  const approval = all.find(({ state, environments }) => state === 'approved' && environments.some(isOurs));
  if (approval === undefined) stop(\`Nobody has approved the environment \${ENVIRONMENT} in this run.\`);
  const end = require('node:crypto').randomUUID();
  const outputs = {
    accepted: 'true',
    comment: approval.comment ?? '',
    decidedBy: approval.user.login,
    decidedAt: new Date().toISOString(),
  };
  for (const [name, value] of Object.entries(outputs)) {
    appendFileSync(process.env.GITHUB_OUTPUT, \`\${name}<<\${end}\\n\${value}\\n\${end}\\n\`);
  }
})();
`;
