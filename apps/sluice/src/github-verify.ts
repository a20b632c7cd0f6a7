/** GitHub's own parser and language service: a file of its own, because they are as large as all the rest. @module */
export { verifyWorkflow } from '@sluice/gha-generator/verify';
